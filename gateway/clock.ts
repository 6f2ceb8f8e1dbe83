/** Where everything in the gateway gets its time from, so that a test can be the clock. */
export interface Clock {
  /**
   * The time of day, epoch ms, whole: when something happened. It may be set, back or ahead, by hours: how long something takes,
   * lasts or is ago is for `elapsed` to say.
   */
  now(): number
  /** ms since some moment of no meaning; only goes on, whatever becomes of the time of day. */
  elapsed(): number
  /** By how much `now` is ahead of the machine's clock, which was set back while a race is under way, ms; left out: never. */
  aheadMs?(): number
  /** Calls `run` once, `ms` from now at the earliest; what it returns takes that back. */
  schedule(ms: number, run: () => void): () => void
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  schedule(ms, run) {
    // What has just gone by is now: Node would warn of it on the operator's terminal.
    const timer = setTimeout(run, Math.max(0, ms))
    return () => clearTimeout(timer)
  },
}
