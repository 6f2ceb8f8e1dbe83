import { describe, expect, it } from 'vitest'
import { Front } from './front.ts'

const front = () => {
  const made = new Front()
  made.apply(
    [
      [0, 0],
      [1, 2000],
      [2, 5000],
    ],
    1,
  )
  return made
}
/** A course of 25 m: its last cell is 5 m long. */
const lengthCm = 2500

describe('the front', () => {
  it.each([
    [0, 0],
    [500, 1000],
    [1000, 2000],
    [1500, 3500],
  ])('was at %i cm at %i ms', (cm, t) => {
    expect(front().timeAt(cm, lengthCm)).toBe(t)
  })

  it('is not known beyond its last passage', () => {
    expect(front().timeAt(2000, lengthCm)).toBe(5000)
    expect(front().timeAt(2100, lengthCm)).toBeNull()
  })

  it('is worked out from the leader in the cell where the leader is', () => {
    const head = { cm: 2400, raceMs: 6000 }
    expect(front().timeAt(2200, lengthCm, head)).toBe(5500)
    expect(front().timeAt(2400, lengthCm, head)).toBe(6000)
    expect(front().timeAt(2450, lengthCm, head)).toBeNull()
  })

  it('is worked out too when the leader is predicted some cells beyond the last passage', () => {
    const head = { cm: 4000, raceMs: 9000 }
    expect(front().timeAt(3000, 100_000, head)).toBe(7000)
    expect(front().timeAt(4000, 100_000, head)).toBe(9000)
    expect(new Front().timeAt(4000, 100_000, head)).toBe(9000)
    expect(new Front().timeAt(3000, 100_000, head)).toBeNull()
  })

  it('has a last cell that ends at the finish', () => {
    const whole = front()
    whole.apply([[3, 6500]], 2)
    expect(whole.timeAt(2250, lengthCm)).toBe(5750)
    expect(whole.timeAt(2500, lengthCm)).toBe(6500)
  })

  it('takes an earlier passage over a later one, and gives back what it holds', () => {
    const made = front()
    made.apply([[1, 1900]], 2)
    expect(made.passages()).toEqual([
      [0, 0],
      [1, 1900],
      [2, 5000],
    ])
  })

  it('knows what of it came after a sequence number', () => {
    const made = front()
    made.apply([[2, 4900]], 5)
    expect(made.passagesSince(1)).toEqual([[2, 4900]])
    expect(made.passagesSince(5)).toEqual([])
    expect(made.passagesSince(0)).toHaveLength(3)
  })
})
