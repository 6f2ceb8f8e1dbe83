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
})
