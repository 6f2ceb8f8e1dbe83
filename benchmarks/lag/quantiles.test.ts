import { describe, expect, it } from 'vitest'
import { quantiles, weightedQuantile } from './quantiles.ts'

describe('a quantile over fixes', () => {
  it('counts each duration as often as it had fixes', () => {
    const samples = [
      { ms: 300, weight: 1 },
      { ms: 40, weight: 98 },
      { ms: 120, weight: 1 },
    ]
    expect(quantiles(samples)).toEqual({ p50: 40, p95: 40, p99: 120 })
    expect(weightedQuantile(samples, 1)).toBe(300)
  })

  it('is not a number where there is nothing', () => {
    expect(weightedQuantile([], 0.5)).toBeNaN()
    expect(weightedQuantile([{ ms: 5, weight: 0 }], 0.5)).toBeNaN()
  })
})
