import { describe, expect, it } from 'vitest'
import { toGeoJson } from '../catalogue/index.ts'
import { importCourses } from './index.ts'
import { file } from './testing/files.ts'

const gpx = (points: string) => `<?xml version="1.0"?>
<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">
${points}
<trk><name>Along the river</name><trkseg>
<trkpt lat="50" lon="10"/><trkpt lat="50.01" lon="10"/><trkpt lat="50.02" lon="10.01"/>
</trkseg></trk></gpx>`

const named = (name: string, lat: number, lon: number) =>
  `<wpt lat="${lat}" lon="${lon}"><name>${name}</name></wpt>`

const courseWith = (points: string) => {
  const { courses, refused } = importCourses(file('river.gpx', gpx(points)))
  expect(refused).toEqual([])
  return courses[0]!
}

describe('named places of a course', () => {
  it('are kept where they are beside the line, and not where they are elsewhere', () => {
    const { waypoints } = courseWith(
      named('Water 1', 50.005, 10.0005) + named('Erste Hilfe', 50.015, 10.005) + named('Station', 50.1, 10),
    )
    expect(waypoints).toEqual([
      { name: 'Water 1', at: [10.0005, 50.005] },
      { name: 'Erste Hilfe', at: [10.005, 50.015] },
    ])
  })

  it('are not the flags, and without any the course has the hash that it had before', () => {
    const plain = courseWith('')
    expect(plain.waypoints).toBeUndefined()
    expect(courseWith(named('Start', 50, 10)).waypoints).toBeUndefined()
    expect(courseWith(named('Station', 50.1, 10))).toEqual(plain)
    expect(courseWith(named('Water', 50.005, 10)).hash).not.toBe(plain.hash)
  })

  it('go out as features and come in again', () => {
    const course = courseWith(named('Water', 50.005, 10))
    const again = importCourses(file('course.geojson', JSON.stringify(toGeoJson(course))))
    expect(again).toEqual({ courses: [course], refused: [] })
  })
})
