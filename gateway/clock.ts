/** Where everything in the gateway gets its time from, so that a test can be the clock. */
export interface Clock {
  /** Epoch ms, whole. */
  now(): number
  /** Calls `run` once, `ms` from now at the earliest; what it returns takes that back. */
  schedule(ms: number, run: () => void): () => void
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
