import { describe, expect, it } from 'vitest'
import { bridgedTrace } from './bridged-trace.ts'

const every10s = { fromMs: 0, everyMs: 10_000 }
const lengthCm = 250_000

describe('a trace beyond what was recorded', () => {
  it('is left as it is where nothing later is known', () => {
    expect(bridgedTrace([0, 5000, null, 9000], every10s, undefined, lengthCm)).toEqual([0, 5000, null, 9000])
    const earlier = { start: 0, splits: [5000] }
    expect(bridgedTrace([0, 120_000], every10s, earlier, lengthCm)).toEqual([0, 120_000])
  })

  it('goes straight from split to split and to the finish, and no further', () => {
    const facts = { start: 0, splits: [30_000, 50_000], finish: 61_000 }
    expect(bridgedTrace([0, 40_000], every10s, facts, lengthCm)).toEqual([
      0, 40_000, 70_000, 100_000, 150_000, 200_000, 245_455,
    ])
  })

  it('begins at the start where nothing was recorded, with nothing known before it', () => {
    const facts = { start: 20_000, splits: [40_000] }
    expect(bridgedTrace([], every10s, facts, lengthCm)).toEqual([null, null, 0, 50_000, 100_000])
  })

  it('passes over a split that was missed', () => {
    const facts = { start: 0, splits: [null, 40_000] }
    expect(bridgedTrace([], every10s, facts, lengthCm)).toEqual([0, 50_000, 100_000, 150_000, 200_000])
  })
})
