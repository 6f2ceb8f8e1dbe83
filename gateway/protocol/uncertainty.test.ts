import { describe, expect, it } from 'vitest'
import { deviationCm, reachCm, speedVariation } from './uncertainty.ts'

/** Numbers in 0..1 that are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
}

/** Where `count` runners of 3 m/s whose speed wanders as stated are after `ageMs`, cm from their fix. */
function wander(count: number, ageMs: number): number[] {
  const random = randomFrom(7)
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
  const { share, correlationMs } = speedVariation
  const stepMs = 250
  const keep = Math.exp(-stepMs / correlationMs)
  return Array.from({ length: count }, () => {
    let deviation = share * normal()
    let cm = 0
    for (let t = 0; t < ageMs; t += stepMs) {
      const next = deviation * keep + share * Math.sqrt(1 - keep * keep) * normal()
      cm += (3000 * (1 + (deviation + next) / 2) * stepMs) / 10_000
      deviation = next
    }
    return cm
  })
}

describe('how far somebody may be by now', () => {
  it.each([2500, 20_000, 75_000])('holds for 98 of 100 runners after %i ms', (ageMs) => {
    const places = wander(4000, ageMs)
    const within = places.filter((cm) => cm > 0 && cm <= reachCm(3000, ageMs)).length
    expect(within / places.length).toBeGreaterThan(0.965)
    expect(within / places.length).toBeLessThan(0.99)
  })

  it('is a standard deviation as the stated process has it', () => {
    const places = wander(4000, 30_000)
    const mean = places.reduce((sum, cm) => sum + cm, 0) / places.length
    const variance = places.reduce((sum, cm) => sum + (cm - mean) ** 2, 0) / places.length
    expect(Math.sqrt(variance) / deviationCm(3000, 30_000)).toBeCloseTo(1, 1)
  })

  it('is the fix itself while it is fresh, and for who does not move', () => {
    expect(reachCm(3000, 0)).toBe(0)
    expect(reachCm(0, 60_000)).toBe(0)
  })
})
