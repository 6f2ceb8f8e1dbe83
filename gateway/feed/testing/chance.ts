import { uniform } from '../../protocol/testing/trace.ts'

/** Random choices, so that a seed is a whole run. */
export class Chance {
  /** Uniform in [0, 1). */
  readonly random: () => number

  constructor(seed: number) {
    this.random = uniform(seed)
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
