/** What a poll saw of the newest tick. */
export interface TickSeen {
  /** When the newest fix was measured, epoch ms; null before the first. */
  newest: number | null
  /** Whether everybody who is expected to has moved to it. */
  whole: boolean
}

const firstGuessMs = 100
const askAgainMs = 60
const askAgainAtMost = 3
const longestWaitMs = 1000
/** How much earlier each tick is asked for as long as it is there at the first asking, ms. */
const creepMs = 2

/**
 * When to poll a store that cannot tell of changes: just after a tick becomes visible. It learns how long after
 * its measurement that is, by asking a little earlier as long as the tick is there, and later once it was not.
 */
export class Cadence {
  #lagMs = firstGuessMs
  #newest: number | null = null
  /** How often a tick that was seen in part was asked for again, and one that is due was asked for in vain. */
  #partly = 0
  #inVain = 0

  /** How long after its measurement a tick is asked for, ms. */
  get lagMs(): number {
    return this.#lagMs
  }

  /** The wait before the next poll, ms, after one at `now` (epoch ms) that saw `tick`. */
  next(now: number, intervalMs: number, { newest, whole }: TickSeen): number {
    if (newest === null) return longestWaitMs
    if (newest !== this.#newest) {
      if (this.#newest !== null) this.#learn(now - newest)
      this.#newest = newest
      this.#partly = 0
      this.#inVain = 0
    }
    if (!whole && this.#partly++ < askAgainAtMost) return askAgainMs
    const due = newest + intervalMs + this.#lagMs - now
    if (due > 0) return Math.min(Math.max(due, askAgainMs), longestWaitMs)
    // A producer that is down is not asked for in a hurry.
    return this.#inVain++ < askAgainAtMost ? askAgainMs : longestWaitMs / 2
  }

  #learn(seenAfterMs: number): void {
    const atOnce = this.#inVain === 0
    const wanted = atOnce ? this.#lagMs - creepMs : this.#lagMs + (seenAfterMs - this.#lagMs) / 2
    this.#lagMs = Math.min(Math.max(wanted, 0), longestWaitMs)
  }
}
