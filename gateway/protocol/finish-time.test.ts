import fc from 'fast-check'
import { expect, it } from 'vitest'
import { finishTimeMs, shownGapMs, shownTimeMs } from './finish-time.ts'

it.each([
  [7_784_300, 7_785_000],
  [7_784_000, 7_784_000],
  [7_784_001, 7_785_000],
  [7_784_000.000_000_2, 7_784_000],
  [0, 0],
])('records a finish after %d ms as %d', (exact, recorded) => {
  expect(finishTimeMs(exact)).toBe(recorded)
})

it('shows the finish time of who is in, and of who runs the time so far as it is', () => {
  const times = [true, false].map((finished) => shownTimeMs({ raceMs: 61_234, finished }))
  expect(times).toEqual([62_000, 61_234])
})

it('shows gaps of who is in that add up with the times, and no order that the exact times have not', () => {
  const time = fc.integer({ min: 60_000, max: 20_000_000 })
  fc.assert(
    fc.property(time, time, (a, b) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b)]
      const row = { raceMs: second, gapMs: second - first, finished: true }
      expect(finishTimeMs(first) + shownGapMs(row)!).toBe(shownTimeMs(row))
      expect(shownGapMs(row)).toBeGreaterThanOrEqual(0)
    }),
  )
  expect(shownGapMs({ raceMs: 9000, gapMs: 1234, finished: false })).toBe(1234)
  expect(shownGapMs({ raceMs: 9000, gapMs: null, finished: true })).toBe(null)
})
