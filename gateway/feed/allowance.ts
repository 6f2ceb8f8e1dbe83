const largest = 60
const eachSecond = 10

/**
 * How much a viewer may ask for: a token bucket. What makes the server work more costs more, and who asks in
 * the rhythm of the protocol never gets near the end of it.
 */
export class Allowance {
  #left = largest
  #at: number

  /** @param now ms, as at each `take`, by a clock that only goes on */
  constructor(now: number) {
    this.#at = now
  }

  /** Takes `cost`; false if there is not so much left. */
  take(cost: number, now: number): boolean {
    this.#left = Math.min(largest, this.#left + ((now - this.#at) * eachSecond) / 1000)
    this.#at = now
    if (this.#left < cost) return false
    this.#left -= cost
    return true
  }
}
