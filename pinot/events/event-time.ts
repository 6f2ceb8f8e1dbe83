/** By more than so much at once the time of day is set; by less it runs a little faster or slower, ms. */
const setMs = 500

/** What has happened in simulated races, epoch ms. */
export interface Happened {
  /** The newest of those that are under way; null where none is. */
  underWay: number | null
  /** The last end of one that is over; null where none is. */
  over: number | null
}

const newestOf = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.max(...times))

/**
 * @param underWay the newest that has happened in each race that is under way, epoch ms
 * @param over when each that is over ended, epoch ms
 */
export const happenedIn = (underWay: readonly number[], over: readonly number[]): Happened => ({
  underWay: newestOf(underWay),
  over: newestOf(over),
})

/**
 * The time of day as races go by it. Whoever runs knows nothing of a clock that is set back: a fix that is measured then would lie
 * before those that came earlier, and all that goes by what is newest (upsert, fold, screen) would wait until the clock is there
 * again. So this one goes on where the machine's is set back by half a second or more, and is ahead of it by as much; that ends
 * when the machine's is set ahead again, or no race is left that is under way or ends later than that says. Set ahead, it
 * follows, as after a sleep.
 *
 * @param timeOfDay the machine's, epoch ms
 * @param elapsed ms by a clock that only goes on
 */
export function createEventTime(
  timeOfDay: () => number = Date.now,
  elapsed: () => number = () => performance.now(),
) {
  let aheadMs = 0
  let last = { day: timeOfDay(), elapsed: elapsed() }

  function look(): number {
    const at = { day: timeOfDay(), elapsed: elapsed() }
    const byMs = at.day - last.day - (at.elapsed - last.elapsed)
    if (Math.abs(byMs) >= setMs) aheadMs = Math.max(0, aheadMs - Math.round(byMs))
    last = at
    return at.day
  }

  return {
    /** Epoch ms, whole. */
    now: (): number => look() + aheadMs,
    /** By how much it is ahead of the machine's, ms. */
    aheadMs: (): number => aheadMs,
    /**
     * Is no earlier than what has happened, also in a process that has begun only after the clock was set back. Returns by how much
     * it is ahead of the machine's, ms.
     */
    keepUpWith({ underWay, over }: Happened): number {
      const day = look()
      if (underWay === null) {
        if (day >= (over ?? 0)) aheadMs = 0
      } else if (underWay - day - aheadMs >= setMs) aheadMs = underWay - day
      return aheadMs
    },
  }
}

export type EventTime = ReturnType<typeof createEventTime>
