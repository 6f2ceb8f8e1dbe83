import { describe, expect, it } from 'vitest'
import { openCatalogue } from '../catalogue/index.ts'
import type { Course, LonLat } from '../course.ts'
import { track400 } from '../fixtures/index.ts'
import { CourseLine, localDistanceM, passesOf } from './index.ts'

const perLat = 111_229
const perLon = 70_000 // at 51 degrees, about

/** A course through places given in metres east and north of 51 N. */
function through(...places: [east: number, north: number][]): CourseLine {
  const line = places.map(([east, north]): LonLat => [east / perLon, 51 + north / perLat])
  const vertexCm = [0]
  for (let i = 1; i < line.length; i++) {
    vertexCm.push(vertexCm[i - 1]! + Math.round(localDistanceM(line[i - 1]!, line[i]!) * 100))
  }
  return new CourseLine({ ...track400(), line, vertexCm, lengthCm: vertexCm.at(-1)! } as Course)
}
const metres = (passes: number[]) => passes.map((cm) => Math.round(cm / 1000) * 10)

describe('where a course comes by a place', () => {
  const outAndBack = through([0, 0], [1000, 0], [1000, 8], [0, 8])

  it('is on the way out and on the way back, though one of them lies on the other side of the road', () => {
    const [lon, lat] = outAndBack.pointAt(30_000)
    expect(metres(passesOf(outAndBack, lon, lat))).toEqual([300, 1710])
  })

  it('is once where the course turns round before one’s eyes', () => {
    const [lon, lat] = outAndBack.pointAt(99_500)
    expect(passesOf(outAndBack, lon, lat)).toHaveLength(1)
    const [before, there] = outAndBack.pointAt(96_000)
    expect(passesOf(outAndBack, before, there)).toHaveLength(2)
  })

  it('is twice where one long segment leads away and the next comes back', () => {
    const hairpin = through([0, 0], [500, 0], [0, 5])
    const [lon, lat] = hairpin.pointAt(1000)
    expect(metres(passesOf(hairpin, lon, lat))).toEqual([10, 990])
  })

  it('is once a lap', () => {
    const round: [number, number][] = [
      [200, 0],
      [200, 100],
      [0, 100],
      [0, 0],
    ]
    const laps = through([0, 0], ...round, ...round, ...round)
    const [lon, lat] = laps.pointAt(10_000)
    expect(metres(passesOf(laps, lon, lat))).toEqual([100, 700, 1300])
  })

  it('is both ways at a crossing, and at the place on the line that is nearest to a tap beside it', () => {
    const cross = through([0, 0], [400, 0], [400, 200], [200, 200], [200, -200])
    const [lon, lat] = cross.pointAt(20_000)
    expect(metres(passesOf(cross, lon, lat))).toEqual([200, 1000])
    expect(metres(passesOf(cross, 100 / perLon, 51 - 60 / perLat))).toEqual([100])
  })

  it('is at any place of any course that is built in, itself among them', () => {
    for (const course of openCatalogue().list()) {
      const line = new CourseLine(course)
      for (let cm = 0; cm <= course.lengthCm; cm += Math.round(course.lengthCm / 97)) {
        const passes = passesOf(line, ...line.pointAt(cm))
        const nearest = Math.min(...passes.map((pass) => Math.abs(pass - cm)))
        // Where the line turns back, the nearest of the stretch may be the other of two distances at one place.
        const here = passes.some((pass) => localDistanceM(line.pointAt(pass), line.pointAt(cm)) < 0.01)
        expect(nearest < 2 || here, `${course.shortName} ${cm} cm: ${passes}`).toBe(true)
        expect(passes).toEqual([...new Set(passes)].sort((a, b) => a - b))
      }
    }
  })
})
