import { describe, expect, it } from 'vitest'
import { smoothed, velocityOf } from './motion.ts'

describe('velocity', () => {
  it('is mm/s between two fixes, halves rounded up, and 0 where no time passed (M-1, M-2)', () => {
    expect(velocityOf({ fromMs: 1000, fromCm: 500, toMs: 3000, toCm: 1100 })).toBe(3000)
    expect(velocityOf({ fromMs: 1000, fromCm: 500, toMs: 1000, toCm: 500 })).toBe(0)
    expect(velocityOf({ fromMs: 0, fromCm: 0, toMs: 20_000, toCm: 1 })).toBe(1)
    expect(velocityOf({ fromMs: 0, fromCm: 3, toMs: 20_000, toCm: 0 })).toBe(-1)
  })
})

describe('smoothed speed', () => {
  it('covers about two thirds of a change within 15 s at a fix a second (M-3)', () => {
    let speed = 3000
    for (let s = 0; s < 15; s++) speed = smoothed(speed, 0, 1000)
    expect(speed).toBeGreaterThan(1000)
    expect(speed).toBeLessThan(1300)
  })

  it('never overshoots, however long the step (M-3)', () => {
    expect(smoothed(3000, 5000, 3_600_000)).toBeLessThanOrEqual(5000)
    expect(smoothed(3000, 5000, 3_600_000)).toBeGreaterThan(4900)
  })
})
