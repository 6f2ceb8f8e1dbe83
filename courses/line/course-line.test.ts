import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCatalogue } from '../catalogue/index.ts'
import type { LonLat } from '../course.ts'
import { track400 } from '../fixtures/index.ts'
import { courseOf, SQUARE } from '../import/testing/files.ts'
import { CourseLine, kmMarks, localDistanceM } from './index.ts'

const courses = [...openCatalogue().list(), track400()]

describe.each(courses)('on $shortName', (course) => {
  const line = new CourseLine(course)
  const places = fc.double({ min: 0, max: course.lengthCm, noNaN: true })

  it('distance to place and back agree to a centimetre', () => {
    fc.assert(
      fc.property(places, (cm) => {
        const [lon, lat] = line.pointAt(cm)
        const match = line.match(lon, lat, cm - 100, cm + 100)
        // Where a leg turns straight back, two distances within the window are one place.
        expect(
          Math.min(Math.abs(match.cm - cm), localDistanceM(line.pointAt(match.cm), [lon, lat]) * 100),
        ).toBeLessThan(1)
        expect(match.offM).toBeLessThan(0.001)
        expect(line.offsetM(lon, lat, match.cm)).toBeLessThan(0.01)
      }),
      { numRuns: 2000, seed: 1 },
    )
  })

  it('going some centimetres on goes as far on the ground, scaled', () => {
    const scale = course.geodesicM / course.officialM
    fc.assert(
      fc.property(places, fc.double({ min: 1, max: 500, noNaN: true }), (cm, step) => {
        fc.pre(cm + step < course.lengthCm && line.segmentAt(cm) === line.segmentAt(cm + step))
        const metres = localDistanceM(line.pointAt(cm), line.pointAt(cm + step))
        expect(metres * 100).toBeCloseTo(step * scale, 0)
      }),
      { numRuns: 500, seed: 2 },
    )
  })

  it('the ends are the flags, exactly, and nothing lies beyond them', () => {
    expect(line.pointAt(0)).toEqual(course.start)
    expect(line.pointAt(-50)).toEqual(course.start)
    expect(line.pointAt(course.lengthCm)).toEqual(course.finish)
    expect(line.pointAt(course.lengthCm + 50)).toEqual(course.finish)
    const [lon, lat] = course.finish
    expect(line.match(lon, lat, course.lengthCm - 500, course.lengthCm + 9999).cm).toBe(course.lengthCm)
  })

  it('each vertex lies at its distance', () => {
    for (const [i, cm] of course.vertexCm.entries()) expect(line.pointAt(cm)).toEqual(course.line[i])
  })
})

describe('a course line', () => {
  const square = new CourseLine(courseOf({ line: SQUARE }))

  it('writes into the place that it is given', () => {
    const out: LonLat = [0, 0]
    expect(square.pointAt(1234, out)).toBe(out)
    expect(out).toEqual(square.pointAt(1234))
  })

  it.each([
    [0, 90],
    [square.course.vertexCm[1]! + 1, 0],
    [square.course.vertexCm[2]! + 1, 270],
    [square.course.vertexCm[3]! + 1, 180],
    [square.lengthCm, 180],
  ])('heads at %d cm towards %d degrees', (cm, heading) => {
    expect(square.headingAt(cm)).toBeCloseTo(heading, 6)
  })

  it('matches within the window only', () => {
    const [lon, lat] = square.pointAt(1000)
    expect(square.match(lon, lat, 0, 5000).cm).toBeCloseTo(1000, 3)
    expect(square.match(lon, lat, 3000, 5000)).toMatchObject({ cm: 3000 })
    expect(square.match(lon, lat, 3000, 5000).offM).toBeCloseTo(20, 0)
    expect(square.match(lon, lat, 0, 400)).toMatchObject({ cm: 400 })
  })

  it('says how far beside the line a fix is', () => {
    expect(square.match(0.505, 51.2001, 0, square.lengthCm).offM).toBeCloseTo(11.13, 1)
    expect(square.offsetM(0.5, 51.2001, 0)).toBeCloseTo(11.13, 1)
  })
})

describe('kilometre marks', () => {
  it('stand at each full kilometre before the finish', () => {
    const course = courses.find(({ shortName }) => shortName === 'crystal')!
    const line = new CourseLine(course)
    const marks = kmMarks(line)
    expect(marks.map(({ km, cm }) => [km, cm])).toEqual([1, 2, 3, 4].map((km) => [km, km * 100_000]))
    for (const { cm, lon, lat } of marks) expect([lon, lat]).toEqual(line.pointAt(cm))
  })

  it('do not stand at the finish', () => {
    const eight = courses.find(({ shortName }) => shortName === 'skylark-eight')!
    expect(kmMarks(new CourseLine(eight))).toHaveLength(4)
    expect(kmMarks(new CourseLine(track400()))).toEqual([])
  })
})
