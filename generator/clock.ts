import { createEventTime, type EventTime } from '@racecast/pinot/event-time'

/** Where everything in the generator gets its time from, so that a test can be the clock. */
export interface Clock extends Pick<EventTime, 'keepUpWith'> {
  /** The time of races, epoch ms, whole: while one is under way it goes on, also where the machine's clock is set back. */
  now(): number
  /** Calls `run` once, `ms` from now at the earliest, 24 days at most; what it returns takes that back. */
  schedule(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  ...createEventTime(),
  schedule(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** The second that `ms` lies in, and the one after it; both in epoch ms. */
export const secondOf = (ms: number): number => Math.floor(ms / 1000) * 1000
export const secondAfter = (ms: number): number => secondOf(ms) + 1000
