import { describe, expect, it } from 'vitest'
import { thumbnailOf } from './thumbnail.ts'

describe('a course drawn small', () => {
  it('has north up and fills the square to its margin', () => {
    const { path, start, finish } = thumbnailOf(
      [
        [0, 0],
        [0, 0.01],
      ],
      100,
      10,
    )
    expect(path).toBe('M50 90L50 10')
    expect(start).toEqual([50, 90])
    expect(finish).toEqual([50, 10])
  })

  it('does not stretch a course far in the north', () => {
    const { finish } = thumbnailOf(
      [
        [10, 60],
        [10.02, 60.01],
      ],
      100,
      0,
    )
    expect(finish[0]).toBeCloseTo(100, 0)
    expect(finish[1]).toBeCloseTo(0, 0)
  })

  it('leaves out what is too small to be seen, but never the finish', () => {
    const line = Array.from({ length: 1001 }, (_, i) => [i / 1000, 0] as const)
    const { path, finish } = thumbnailOf(line, 100, 0)
    expect(path.split('L').length).toBeLessThan(210)
    expect(finish).toEqual([100, 50])
  })
})
