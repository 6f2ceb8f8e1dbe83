/** Where everything in the generator gets its time from, so that a test can be the clock. */
export interface Clock {
  /** Epoch ms, whole. */
  now(): number
  /** Calls `run` once, `ms` from now at the earliest; what it returns takes that back. */
  schedule(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** The second that `ms` lies in, and the one after it; both in epoch ms. */
export const secondOf = (ms: number): number => Math.floor(ms / 1000) * 1000
export const secondAfter = (ms: number): number => secondOf(ms) + 1000
