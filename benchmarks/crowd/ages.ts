import { now } from '../lag/viewer.ts'
import { quantile } from '../measure.ts'

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
    return {
      p50: quantile(this.#ages, 0.5) / 1000,
      p99: quantile(this.#ages, 0.99) / 1000,
      without: this.newest.filter((measuredAt) => measuredAt === 0).length,
    }
  }
}
