/** A duration, ms, and how many fixes it was the duration of. */
export interface Sample {
  ms: number
  weight: number
}

/** The q-quantile (0-1) over all fixes, ms to a tenth, by the nearest rank; NaN of nothing. */
export function weightedQuantile(samples: readonly Sample[], q: number): number {
  const sorted = samples.filter(({ weight }) => weight > 0).sort((a, b) => a.ms - b.ms)
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  let passed = 0
  for (const { ms, weight } of sorted) {
    passed += weight
    if (passed >= q * total) return Math.round(ms * 10) / 10
  }
  return Number.NaN
}

export const quantiles = (samples: readonly Sample[]) => ({
  p50: weightedQuantile(samples, 0.5),
  p95: weightedQuantile(samples, 0.95),
  p99: weightedQuantile(samples, 0.99),
})
