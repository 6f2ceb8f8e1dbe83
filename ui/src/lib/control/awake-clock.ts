/** So long between two looks at the clock, ms, and the page stood still: its timers run twice a second. */
const asleepAfterMs = 1500

/**
 * A clock that stands while the page does, as on a laptop that sleeps or in a tab that the browser has put aside: what was not
 * heard in that time was not asked for either. It has to be looked at every second.
 */
export class AwakeClock {
  readonly #now: () => number
  #lookedAt: number
  #asleepMs = 0

  /** @param now any clock that goes on, ms */
  constructor(now: () => number) {
    this.#now = now
    this.#lookedAt = now()
  }

  /** ms. */
  now(): number {
    const now = this.#now()
    if (now - this.#lookedAt > asleepAfterMs) this.#asleepMs += now - this.#lookedAt
    this.#lookedAt = now
    return now - this.#asleepMs
  }
}
