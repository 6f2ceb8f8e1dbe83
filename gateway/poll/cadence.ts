/** What a poll saw of the newest tick. */
export interface TickSeen {
  /** When the newest fix was measured, epoch ms; null before the first. */
  newest: number | null
  /** When that fix was handed to the sink, epoch ms: it cannot have been visible before. */
  publishedAt: number | null
  /** When the store was asked, epoch ms: the answer is of that moment, however long it took. */
  askedAt: number
  /** Whether everybody who is expected to has moved to it. */
  whole: boolean
}

const firstGuessMs = 60
/** After how long a tick that was not there, or not whole, is asked for again, ms; then it is no longer hurried. */
const askAgainMs = [25, 40, 60, 100] as const
const longestWaitMs = 1000
/** How much earlier the next tick is asked for if one is there at once, ms; doubled with every further one in a row. */
const earlierMs = 4
/** The least by which the next is asked for later if one is not, ms: less, so that one in three is there at once. */
const laterMs = 2
/** The largest part of what could be gained at most by which one tick makes it earlier. */
const gain = 1 / 6
/** A tick that was asked for later than planned by more (the answer before was slow) says nothing of the plan, ms. */
const punctualMs = 20
/** The least time from publishing to being visible that is hoped for, ms. */
const soonestMs = 15

/**
 * When to poll a store that cannot tell of changes: just as a tick becomes visible. It learns how long after its
 * measurement that is, so that about every third tick is there at the first asking and most others at the second. A
 * tick that is there at once has waited, nobody knows how long: the next is asked for earlier, by the more the longer
 * that goes on. One that is not is asked for again soon, at most five times in all.
 */
export class Cadence {
  #lagMs = firstGuessMs
  #newest: number | null = null
  /** Whether the newest tick has been seen whole. */
  #whole = true
  /** How often the tick that is waited for has been asked for again. */
  #again = 0
  /** How long after its measurement it was last asked for too early, ms; null while it was not. */
  #tooEarlyMs: number | null = null
  /** How many ticks in a row were there at the first asking. */
  #atOnce = 0

  /** How long after its measurement a tick is asked for, ms. */
  get lagMs(): number {
    return this.#lagMs
  }

  /** The wait before the next poll, ms, after one that ended at `now` (epoch ms) and saw `tick`. */
  next(now: number, intervalMs: number, tick: TickSeen): number {
    const { newest, askedAt, whole } = tick
    if (newest === null) return longestWaitMs
    const isFirst = this.#newest === null
    if (newest !== this.#newest) this.#whole = false
    else if (this.#whole) this.#tooEarlyMs = askedAt - newest - intervalMs
    this.#newest = newest
    if (!this.#whole && whole) {
      if (!isFirst) this.#learn(newest, tick)
      this.#whole = true
      this.#again = 0
      this.#tooEarlyMs = null
    }
    if (!this.#whole && this.#again < askAgainMs.length) {
      this.#tooEarlyMs = askedAt - newest
      return askAgainMs[this.#again++]!
    }
    const due = newest + intervalMs + this.#lagMs - now
    if (due > 0) return Math.min(due, longestWaitMs)
    // A producer that is down is not asked for in a hurry.
    return askAgainMs[this.#again++] ?? longestWaitMs / 2
  }

  #learn(newest: number, { publishedAt, askedAt }: TickSeen): void {
    if (this.#tooEarlyMs !== null) {
      this.#atOnce = 0
      this.#lagMs += Math.max(laterMs, (this.#tooEarlyMs - this.#lagMs) / 4)
    } else if (askedAt - newest - this.#lagMs <= punctualMs) {
      const soonest = Math.max(0, (publishedAt ?? newest) - newest) + soonestMs
      const step = earlierMs * 2 ** this.#atOnce++
      const earlier = this.#lagMs - Math.max(earlierMs, Math.min(step, (this.#lagMs - soonest) * gain))
      this.#lagMs = Math.max(earlier, Math.min(soonest, this.#lagMs))
    }
    this.#lagMs = Math.min(this.#lagMs, longestWaitMs)
  }
}
