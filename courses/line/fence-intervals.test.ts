import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCatalogue } from '../catalogue/index.ts'
import type { LonLat } from '../course.ts'
import { track400 } from '../fixtures/index.ts'
import { CourseLine, fenceIntervals, isInside } from './index.ts'

const courses = [...openCatalogue().list(), track400()]
/** From (0,0) east to (100,0), a centimetre a unit. */
const line: LonLat[] = [
  [0, 0],
  [40, 0],
  [100, 0],
]
const vertexCm = [0, 40, 100]
const box = (west: number, east: number): LonLat[] => [
  [west, -5],
  [east, -5],
  [east, 5],
  [west, 5],
  [west, -5],
]

describe('where a course runs inside its fence', () => {
  it('is four stretches on Crystal Palace, one of them of 15 m', () => {
    const crystal = courses.find(({ shortName }) => shortName === 'crystal')!
    const lengths = crystal.fenceIntervals.map(({ fromCm, toCm }) => Math.round((toCm - fromCm) / 100))
    expect(lengths).toEqual([46, 15, 391, 150])
  })

  it.each(courses)('is what a walk along $shortName, decimetre by decimetre, finds', (course) => {
    const walk = new CourseLine(course)
    const edges = course.fenceIntervals.flatMap(({ fromCm, toCm }) => [fromCm, toCm])
    for (let cm = 5; cm < course.lengthCm; cm += 10) {
      if (edges.some((edge) => Math.abs(edge - cm) <= 1)) continue
      const inside = course.fenceIntervals.some(({ fromCm, toCm }) => fromCm < cm && cm < toCm)
      if (isInside(walk.pointAt(cm), course.fence!) !== inside) expect.fail(`${cm} cm`)
    }
  })

  it('is one stretch across a vertex', () => {
    expect(fenceIntervals(line, vertexCm, box(30, 50))).toEqual([{ fromCm: 30, toCm: 50 }])
  })

  it('begins at the start and ends at the finish where those are inside', () => {
    expect(fenceIntervals(line, vertexCm, box(-10, 20))).toEqual([{ fromCm: 0, toCm: 20 }])
    expect(fenceIntervals(line, vertexCm, box(-10, 120))).toEqual([{ fromCm: 0, toCm: 100 }])
  })

  it('is nothing where the fence only touches or is elsewhere', () => {
    expect(fenceIntervals(line, vertexCm, box(200, 300))).toEqual([])
    const tip: LonLat[] = [
      [50, 0],
      [60, 10],
      [40, 10],
      [50, 0],
    ]
    expect(fenceIntervals(line, vertexCm, tip)).toEqual([])
  })

  it('is in order, apart from each other, and never empty', () => {
    const point = fc.tuple(fc.integer({ min: -20, max: 120 }), fc.integer({ min: -30, max: 30 }))
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 12 }), (points) => {
        const found = fenceIntervals(line, vertexCm, [...points, points[0]!])
        for (const [i, { fromCm, toCm }] of found.entries()) {
          expect(toCm).toBeGreaterThan(fromCm)
          if (i > 0) expect(fromCm).toBeGreaterThan(found[i - 1]!.toCm)
        }
      }),
      { seed: 4 },
    )
  })
})
