/**
 * How long to wait before trying again: a random time up to a bound that doubles with every failure. The whole
 * range is drawn from ("full jitter"), so that thousands who lost the same server do not come back as one wave.
 */
export class BackOff {
  readonly #random: () => number
  readonly #firstMs: number
  readonly #longestMs: number
  #failures = 0

  /** @param random uniform in [0, 1) */
  constructor(random: () => number, { firstMs = 500, longestMs = 20_000 } = {}) {
    this.#random = random
    this.#firstMs = firstMs
    this.#longestMs = longestMs
  }

  /** The number of the next attempt, from 1. */
  get attempt(): number {
    return this.#failures + 1
  }

  /** Counts a failure; returns the wait before the next attempt, ms. */
  next(): number {
    const bound = Math.min(this.#longestMs, this.#firstMs * 2 ** this.#failures)
    this.#failures++
    return this.#random() * bound
  }

  succeeded(): void {
    this.#failures = 0
  }
}
