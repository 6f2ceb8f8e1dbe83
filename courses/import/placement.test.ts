import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Course, LonLat } from '../course.ts'
import { localDistanceM } from '../line/index.ts'
import { CORNER, courseOf, importParts, SQUARE } from './testing/files.ts'

/** The corner-to-corner directions of a course: 'E', 'N', 'W', 'S'. */
function directions({ line }: Course): string {
  const each = line.slice(1).map(([lon, lat], i) => {
    const [dx, dy] = [lon - line[i]![0], lat - line[i]![1]]
    return Math.abs(dx) > Math.abs(dy) ? (dx > 0 ? 'E' : 'W') : dy > 0 ? 'N' : 'S'
  })
  return each.filter((one, i) => one !== each[i - 1]).join('')
}

const reversed = (line: readonly LonLat[]) => line.toReversed()

describe('a line with two ends', () => {
  it('is turned round when it is drawn from the finish', () => {
    const course = courseOf({ line: CORNER, start: CORNER[2]!, finish: CORNER[0]! })
    expect(course.line).toEqual(reversed(CORNER))
  })

  it('is oriented by one flag alone', () => {
    expect(courseOf({ line: CORNER, start: CORNER[2]! }).line).toEqual(reversed(CORNER))
    expect(courseOf({ line: CORNER, finish: CORNER[0]! }).line).toEqual(reversed(CORNER))
    expect(courseOf({ line: CORNER, finish: CORNER[2]! }).line).toEqual(CORNER)
  })

  it('is cut where a flag lies on it, in the middle of a segment far from any vertex', () => {
    const start: LonLat = [0.505, 51.2]
    const finish: LonLat = [0.51, 51.206]
    const course = courseOf({ line: CORNER, start, finish })
    expect(course.line).toEqual([start, CORNER[1], finish])
  })

  it('is led to a flag beside it, from the nearest place', () => {
    const start: LonLat = [0.505, 51.2002]
    const { line } = courseOf({ line: CORNER, start })
    expect(line[0]).toEqual(start)
    expect(line[1]![0]).toBeCloseTo(0.505, 9)
    expect(line[1]![1]).toBeCloseTo(51.2, 9)
    expect(line.slice(2)).toEqual(CORNER.slice(1))
  })

  it('is not cut at its start where it only comes past it again', () => {
    const line: LonLat[] = [...SQUARE.slice(0, 4), [0.5, 51.2002], [0.49, 51.2002]]
    const start: LonLat = [0.5, 51.20021]
    expect(courseOf({ line, start, finish: line.at(-1)! }).line).toHaveLength(line.length + 1)
  })

  it('is run from finish to start when that is asked for', () => {
    const course = courseOf({ line: CORNER }, { reverse: true })
    expect(course.line).toEqual(reversed(CORNER))
    const withFlags = courseOf({ line: CORNER, start: CORNER[2]!, finish: CORNER[0]! }, { reverse: true })
    expect(withFlags.line).toEqual(CORNER)
  })

  it('loses points that repeat the one before', () => {
    const [a, b, c] = CORNER as [LonLat, LonLat, LonLat]
    expect(courseOf({ line: [a, a, b, [b[0] + 1e-9, b[1]], c, c] }).line).toEqual(CORNER)
  })

  it.each([99, 101])('takes a flag up to 100 m beyond its end: %d m', (metres) => {
    const start: LonLat = [0.5 - metres / 69_874, 51.2]
    const { courses, refused } = importParts({ line: CORNER, start })
    if (metres < 100) expect(courses[0]!.line).toEqual([start, ...CORNER])
    else expect(refused[0]).toMatchObject({ code: 'FLAG_FAR', field: 'start' })
  })

  it('gives the same course whichever way it is drawn', () => {
    const corner = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }))
    const lines = fc
      .uniqueArray(corner, { minLength: 3, maxLength: 20, selector: String })
      .map((corners) => corners.map(([x, y]): LonLat => [0.5 + x * 1e-4, 51.2 + y * 1e-4]))
    fc.assert(
      fc.property(lines, (line) => {
        const [start, finish] = [line[0]!, line.at(-1)!]
        fc.pre(localDistanceM(start, finish) > 60)
        const there = courseOf({ line, start, finish }, { shortName: 'x' })
        const back = courseOf({ line: reversed(line), start, finish }, { shortName: 'x' })
        expect(back).toEqual(there)
        expect(there.line).toEqual(line)
      }),
      { numRuns: 200, seed: 3 },
    )
  })
})

describe('a closed line', () => {
  const start: LonLat = [0.505, 51.21]

  it('is cut at its start, in the middle of a segment, and keeps the direction of drawing', () => {
    const course = courseOf({ line: SQUARE, start })
    expect(directions(course)).toBe('WSENW')
    expect(course.line[0]).toEqual(start)
    expect(course.line.at(-1)).toEqual(start)
    expect(course.geodesicM).toBeCloseTo(courseOf({ line: SQUARE }).geodesicM, 0)
  })

  it('is run the other way when that is asked for', () => {
    expect(directions(courseOf({ line: SQUARE, start }, { reverse: true }))).toBe('ESWNE')
    expect(directions(courseOf({ line: SQUARE }, { reverse: true }))).toBe('NESW')
  })

  it('is oriented by its flags: the finish is short of a full lap', () => {
    const finish: LonLat = [0.506, 51.21]
    const there = courseOf({ line: SQUARE, start, finish })
    expect(directions(there)).toBe('WSENW')
    expect(courseOf({ line: reversed(SQUARE), start, finish }).line).toEqual(there.line)
    expect(directions(courseOf({ line: SQUARE, start: finish, finish: start }))).toBe('ESWNE')
  })

  it('is run a little more than once round where the official distance says so', () => {
    const finish: LonLat = [0.504, 51.21]
    const { geodesicM } = courseOf({ line: SQUARE })
    expect(directions(courseOf({ line: SQUARE, start, finish }, { officialM: geodesicM + 70 }))).toBe('WSENW')
    expect(directions(courseOf({ line: SQUARE, start, finish }, { officialM: geodesicM - 70 }))).toBe('ESWNE')
  })

  it('need not be drawn to the very end', () => {
    const nearly: LonLat[] = [...SQUARE.slice(0, 4), [0.5, 51.2003]]
    const course = courseOf({ line: nearly, start })
    expect(directions(course)).toBe('WSENW')
    expect(course.geodesicM).toBeCloseTo(courseOf({ line: SQUARE }).geodesicM, 0)
  })
})

describe('laps', () => {
  it.each([2, 3, 10])('%d laps are unrolled one after another', (laps) => {
    const start: LonLat = [0.505, 51.21]
    const once = courseOf({ line: SQUARE, start })
    const course = courseOf({ line: SQUARE, start, properties: { laps } })
    expect(course.laps).toBe(laps)
    expect(course.geodesicM).toBeCloseTo(once.geodesicM * laps, 2)
    const lap = once.line.slice(1, -1)
    expect(course.line).toEqual([start, ...Array.from({ length: laps }, () => lap).flat(), start])
  })

  it('are not unrolled again where the line already holds them all', () => {
    const line = [...SQUARE, ...SQUARE.slice(1)]
    const course = courseOf({ line, properties: { laps: 2, distance: 7240 } })
    expect(course).toMatchObject({ laps: 2, line })
  })

  it('end at the finish flag, before or after the start', () => {
    const start: LonLat = [0.505, 51.21]
    const short = courseOf({ line: SQUARE, start, finish: [0.506, 51.21], properties: { laps: 2 } })
    const full = courseOf({ line: SQUARE, start, properties: { laps: 2 } })
    expect(full.geodesicM - short.geodesicM).toBeCloseTo(69.9, 0)
    expect(short.finish).toEqual([0.506, 51.21])
  })
})

describe('distances', () => {
  it('are scaled once to the official distance, with both lengths kept', () => {
    const plain = courseOf({ line: CORNER })
    const scaled = courseOf({ line: CORNER }, { officialM: 1900 })
    expect(scaled).toMatchObject({ officialM: 1900, lengthCm: 190_000, geodesicM: plain.geodesicM })
    expect(scaled.vertexCm[1]! / 190_000).toBeCloseTo(plain.vertexCm[1]! / plain.lengthCm, 6)
  })

  it('are geodesic: Flinders Peak to Buninyong is 54,972.271 m', () => {
    // The worked example of the Geocentric Datum of Australia's technical manual; GRS80 and WGS84 agree to 0.1 mm.
    const dms = (degrees: number, minutes: number, seconds: number) => degrees + minutes / 60 + seconds / 3600
    const line: LonLat[] = [
      [dms(144, 25, 29.5244), -dms(37, 57, 3.7203)],
      [dms(143, 55, 35.3839), -dms(37, 39, 10.1561)],
    ]
    expect(courseOf({ line }).geodesicM).toBeCloseTo(54_972.271, 3)
  })

  it('rise from vertex to vertex, from 0 to the length', () => {
    const { vertexCm, lengthCm } = courseOf({ line: SQUARE, properties: { laps: 4 } })
    expect(vertexCm[0]).toBe(0)
    expect(vertexCm.at(-1)).toBe(lengthCm)
    for (const [i, cm] of vertexCm.slice(1).entries()) expect(cm).toBeGreaterThan(vertexCm[i]!)
  })
})
