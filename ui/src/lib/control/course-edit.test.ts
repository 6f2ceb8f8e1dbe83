import type { Course, LonLat } from '@racecast/courses'
import { type ImportOptions, importCourses } from '@racecast/courses/import'
import { describe, expect, it } from 'vitest'
import { isLoop, middleOf, movedRing, newFence, turnedRound, withCorner, withFlag } from './course-edit.ts'

const line: LonLat[] = [
  [0.5, 51.2],
  [0.51, 51.2],
  [0.51, 51.21],
]
const square: LonLat[] = [...line, [0.5, 51.21], [0.5, 51.2]]
const gpx = (points: LonLat[]) =>
  `<gpx version="1.1"><trk><name>Park</name><trkseg>${points.map(([lon, lat]) => `<trkpt lat="${lat}" lon="${lon}"/>`).join('')}</trkseg></trk></gpx>`

function imported(points: LonLat[], options: ImportOptions = {}): Course {
  const file = { name: 'park.gpx', bytes: new TextEncoder().encode(gpx(points)) }
  const { courses, refused } = importCourses(file, options)
  expect(refused).toEqual([])
  return courses[0]!
}

const reading = (points: LonLat[]) => (options: ImportOptions) => imported(points, options)

describe('a course on its way to the catalogue', () => {
  it('is turned round: a line from its finish, a loop in the other direction, and back again', () => {
    for (const points of [line, square]) {
      const course = imported(points)
      const options = turnedRound({}, course)
      const turned = imported(points, options)
      expect(turned.line).toEqual(course.line.toReversed())
      expect(imported(points, turnedRound(options, turned)).line).toEqual(course.line)
    }
  })

  it('is cut where its start flag is put, in whichever direction it is run', () => {
    const start: LonLat = [0.504, 51.2]
    const course = imported(line)
    expect(imported(line, withFlag({}, course, 'start', start, reading(line))).line[0]).toEqual(start)
    const turned = imported(line, turnedRound({}, course))
    const finish: LonLat = [0.505, 51.2]
    const cut = imported(line, withFlag(turnedRound({}, course), turned, 'finish', finish, reading(line)))
    expect([cut.start, cut.finish]).toEqual([line[2], finish])
  })

  it('keeps its direction where a loop gets its start elsewhere', () => {
    const course = imported(square)
    expect(isLoop(course)).toBe(true)
    const options = turnedRound({}, course)
    const turned = imported(square, options)
    const moved = imported(square, withFlag(options, turned, 'start', [0.5, 51.2003], reading(square)))
    expect(moved.line[1]).toEqual(turned.line[1])
  })

  it('gets a fence that it runs through, which is moved as a whole or by a corner', () => {
    const course = imported(line)
    const fence = newFence(course)
    expect(imported(line, { fence }).fenceIntervals).toHaveLength(1)
    const [lon, lat] = middleOf(fence)
    const moved = movedRing(fence, [lon + 0.001, lat])
    expect(middleOf(moved)[0]).toBeCloseTo(lon + 0.001, 9)
    const corner = withCorner(fence, 0, [0, 0])
    expect([corner[0], corner.at(-1), corner[1]]).toEqual([[0, 0], [0, 0], fence[1]])
  })
})
