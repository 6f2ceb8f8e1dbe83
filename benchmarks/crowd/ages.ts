import { now } from '../lag/viewer.ts'

const everyMs = 200

/** How old the newest fix is that each viewer has, sampled five times a second: what somebody who looks would see. */
export class Ages {
  /** When the newest fix that each viewer has was measured, epoch ms; 0 before the first. */
  readonly newest: Float64Array
  #ages: number[] = []

  constructor(viewers: number) {
    this.newest = new Float64Array(viewers)
    setInterval(() => {
      const at = now()
      for (const measuredAt of this.newest) if (measuredAt > 0) this.#ages.push(at - measuredAt)
    }, everyMs)
  }

  reset(): void {
    this.#ages = []
  }

  /** Quantiles in s, and how many viewers have nothing at all. */
  read() {
    const sorted = this.#ages.sort((a, b) => a - b)
    const quantile = (q: number) =>
      (sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN) / 1000
    return {
      p50: quantile(0.5),
      p99: quantile(0.99),
      worst: quantile(1),
      without: this.newest.filter((measuredAt) => measuredAt === 0).length,
    }
  }
}
