import { describe, expect, it } from 'vitest'
import { cornerCourse } from '../testing/corner-course.ts'
import { placeLabels } from './label-places.ts'
import { boxAt, signsOf } from './signs.ts'

describe('the signs of a course', () => {
  const course = { ...cornerCourse, waypoints: [{ name: 'Water', at: cornerCourse.line[1]! }] }

  it('are its flags, its named places and its kilometres', () => {
    expect(signsOf(course).map(({ at }) => at)).toEqual([course.start, course.finish, course.line[1]])
  })

  it.each([
    ['one behind the other', [0.0001, 0]],
    ['side by side', [0, 0.0001]],
    ['the finish further west', [-0.0001, 0]],
    ['at the same place', [0, 0]],
  ] as const)('have flags that never lie over each other: %s', (_, [east, north]) => {
    const [lon, lat] = course.start
    const near = { ...course, waypoints: [], finish: [lon + east, lat + north] as [number, number] }
    for (const pxPerDegree of [1e4, 1e5, 1e6]) {
      const [start, finish] = signsOf(near).map(({ at, box }) => boxAt(box, at[0] * pxPerDegree, 0))
      const [west, other] = start!.left <= finish!.left ? [start!, finish!] : [finish!, start!]
      // The poles may: they are as wide as a line.
      expect(west.right - other.left).toBeLessThanOrEqual(8)
    }
  })

  it('stand at kilometres or at miles', () => {
    const long = { ...course, waypoints: [], lengthCm: 200_000, vertexCm: [0, 100_000, 200_000] }
    const plates = (everyCm?: number) => signsOf(long, everyCm).slice(2)
    expect(plates().map(({ at }) => at)).toEqual([course.line[1]])
    const [mile] = plates(160_934.4)
    expect(mile!.at[1]).toBeCloseTo(course.line[1]![1], 6)
    expect(mile!.at[0]).toBeGreaterThan(course.line[1]![0])
  })

  it('keep names off them', () => {
    const sign = boxAt(signsOf(course)[2]!.box, 100, 100)
    const request = { id: 1, x: 70, y: 88, width: 60, shortWidth: 60, height: 18, isMine: false }
    const free = { left: 0, top: 0, right: 400, bottom: 400 }
    expect(placeLabels([request], new Map(), free).get(1)?.side).toBe('right')
    expect(placeLabels([request], new Map(), free, [sign]).get(1)?.side).not.toBe('right')
  })
})
