import { describe, expect, it } from 'vitest'
import { passedAt } from './passed-at.ts'

const facts = { id: 1, start: 5000, splits: [305_000, 645_000, null], finish: 1_200_000 }
const at = (cm: number, now?: { cm: number; ms: number }) => passedAt(facts, 0, 350_000, cm, now)

describe('when somebody came by', () => {
  it('is as it was measured at kilometres, and between them in proportion', () => {
    expect([0, 50_000, 100_000, 160_934.4, 200_000].map((cm) => at(cm))).toEqual([
      5000,
      155_000,
      305_000,
      305_000 + 340_000 * 0.609344,
      645_000,
    ])
  })

  it('is not known beside a kilometre that is not', () => {
    expect([at(250_000), at(300_000), at(320_000)]).toEqual([null, null, null])
  })

  it('goes by the place of now after the last kilometre, and by the finish in the end', () => {
    expect(at(220_000, { cm: 240_000, ms: 765_000 })).toBe(705_000)
    expect(at(245_000, { cm: 240_000, ms: 765_000 })).toBeNull()
    const whole = { ...facts, splits: [305_000, 645_000, 1_000_000] }
    expect(passedAt(whole, 0, 350_000, 325_000)).toBe(1_100_000)
  })

  it('begins with the gun for who has no start of their own', () => {
    expect(passedAt({ id: 2, splits: [300_000] }, 60_000, 350_000, 50_000)).toBe(180_000)
  })
})
