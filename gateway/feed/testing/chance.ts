/** A small generator of random choices (mulberry32), so that a seed is a whole run. */
export class Chance {
  #a: number

  constructor(seed: number) {
    this.#a = seed
  }

  /** Uniform in [0, 1). */
  readonly random = (): number => {
    this.#a = (this.#a + 0x6d2b79f5) | 0
    let t = Math.imul(this.#a ^ (this.#a >>> 15), 1 | this.#a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from 0 to n - 1. */
  below(n: number): number {
    return Math.floor(this.random() * n)
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!
  }

  /** Each with probability `p`. */
  some<T>(all: Iterable<T>, p: number): T[] {
    return [...all].filter(() => this.random() < p)
  }

  /** Runs one of `actions`, by their weights; returns what it does. */
  act(actions: readonly (readonly [weight: number, run: () => unknown])[]): unknown {
    let left = this.random() * actions.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, run] of actions) {
      left -= weight
      if (left >= 0) continue
      return run()
    }
    return undefined
  }
}
