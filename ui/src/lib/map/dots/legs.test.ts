import { describe, expect, it } from 'vitest'
import { planeLine, squareLaps } from '../../testing/square-laps.ts'
import { courseTexels } from './course-texels.ts'
import { earlierLegs } from './legs.ts'

describe('the legs of a course', () => {
  it('lie on the lap before, and the first lap on none', () => {
    const under = earlierLegs(courseTexels(squareLaps(3)), 300)
    expect([...under.slice(0, 100)]).toEqual(Array(100).fill(-1))
    for (const i of [110, 137, 160, 210, 285]) expect(Math.abs(under[i]! - (i - 100))).toBeLessThan(2)
  })

  it('do not lie on a leg that comes the other way', () => {
    const outAndBack = planeLine([
      [0, 0],
      [0, 1000],
      [0, 0],
    ])
    expect(Math.max(...earlierLegs(courseTexels(outAndBack), 200))).toBe(-1)
  })

  it('do not lie on one that they only cross', () => {
    const crossing = planeLine([
      [0, 0],
      [1000, 0],
      [1000, 500],
      [500, 500],
      [500, -500],
    ])
    expect(Math.max(...earlierLegs(courseTexels(crossing), 200))).toBe(-1)
  })
})
