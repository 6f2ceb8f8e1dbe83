import { type Static, Type } from 'typebox'

export const Quantiles = Type.Object({ p50: Type.Integer(), p95: Type.Integer(), count: Type.Integer() })
export type Quantiles = Static<typeof Quantiles>

/** So many of one kind are kept; more of them say nothing new. */
const most = 2000
const longestMs = 600_000

/** Durations of the last while by name, ms. */
export class LagWindow {
  #values = new Map<string, number[]>()

  add(name: string, ms: number): void {
    const values = this.#values.get(name) ?? []
    this.#values.set(name, values)
    // What two clocks put below zero counts as zero, what is beyond all reason as much as reason allows.
    if (values.length < most) values.push(Math.min(Math.max(0, ms), longestMs))
  }

  /** What has come since it was taken last. */
  take(): Record<string, Quantiles> {
    const taken = Object.fromEntries(
      [...this.#values].map(([name, values]) => {
        values.sort((a, b) => a - b)
        const at = (share: number) =>
          Math.round(values[Math.min(values.length - 1, Math.floor(share * values.length))]!)
        return [name, { p50: at(0.5), p95: at(0.95), count: values.length }]
      }),
    )
    this.#values = new Map()
    return taken
  }
}
