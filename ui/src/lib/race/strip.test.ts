import { describe, expect, it } from 'vitest'
import { stripMarks, stripPath } from './strip.ts'

describe('the field on one line', () => {
  it('is as high as many are there, at its place from start to finish', () => {
    const rows = [...Array(4).fill({ cm: 0 }), { cm: 500_000 }]
    expect(stripPath(rows, 500_000)).toBe('M0 1V0h0.667V1zM99.167 1V0.5h0.667V1z')
    expect(stripPath([], 500_000)).toBe('')
  })

  it('has marks that would cover each other one above the other', () => {
    const marks = [50, 10, 51, 52, 60].map((percent) => ({ cm: percent * 1000, of: percent }))
    expect(stripMarks(marks, 100_000, 4).map(({ of, level }) => [of, level])).toEqual([
      [10, 0],
      [50, 0],
      [51, 1],
      [52, 2],
      [60, 0],
    ])
  })

  it.each([0, 50, 100])(
    'has six at one place (%i) in pairs, three high, and whoever is alone at the own place',
    (percent) => {
      const alone = percent === 50 ? 20 : 50
      const marks = [...Array(6).fill(percent), alone].map((at, i) => ({ cm: at * 1000, of: i }))
      const placed = stripMarks(marks, 100_000, 4)
      expect(placed.find(({ of }) => of === 6)).toEqual({ at: alone, level: 0, of: 6 })
      expect(Math.max(...placed.map(({ level }) => level))).toBe(2)
      for (const { at, of } of placed) {
        expect(at).toBeGreaterThanOrEqual(0)
        expect(at).toBeLessThanOrEqual(100)
        expect(Math.abs(at - marks[of]!.cm / 1000)).toBeLessThanOrEqual(percent === 50 ? 2 : 4)
        const beside = placed.filter(
          (other) => other.of !== of && other.level === placed.find((one) => one.of === of)!.level,
        )
        for (const other of beside) expect(Math.abs(other.at - at)).toBeGreaterThanOrEqual(4)
      }
    },
  )
})
