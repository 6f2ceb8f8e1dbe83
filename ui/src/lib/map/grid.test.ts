import { describe, expect, it } from 'vitest'
import { boxOf, gridOf } from './grid.ts'

describe('the grid of the blank map', () => {
  it('has round squares, some ten to twenty-five across the course', () => {
    for (const km of [0.1, 0.4, 1.3, 5, 42, 160]) {
      const size = km / 111.32
      const { squareM } = gridOf([10, 50, 10.0001, 50 + size])
      expect([1, 2, 5]).toContain(squareM / 10 ** Math.floor(Math.log10(squareM)))
      expect((km * 1000) / squareM).toBeGreaterThanOrEqual(7)
      expect((km * 1000) / squareM).toBeLessThanOrEqual(25)
    }
  })

  it('reaches far beyond the course', () => {
    const { lines } = gridOf([0, 0, 0.01, 0.01], 6)
    const [west, south, east, north] = boxOf(
      lines.features.flatMap((f) => f.geometry.coordinates as [number, number][]),
    )
    expect(west).toBeLessThan(-0.05)
    expect(south).toBeLessThan(-0.05)
    expect(east).toBeGreaterThan(0.06)
    expect(north).toBeGreaterThan(0.06)
  })
})
