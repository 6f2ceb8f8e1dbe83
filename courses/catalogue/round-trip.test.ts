import { describe, expect, it } from 'vitest'
import { track400 } from '../fixtures/index.ts'
import { importCourses } from '../import/index.ts'
import { file } from '../import/testing/files.ts'
import { openCatalogue, toGeoJson, toPostRow } from './index.ts'

const courses = [...openCatalogue().list(), track400()]

describe('a course that goes out comes in again as the same course', () => {
  it.each(courses)('$shortName as a row of the post', (course) => {
    const row = toPostRow(course)
    const quoted = Object.values(row).map((value) => `"${value}"`)
    const text = `${Object.keys(row).join(',')}\n${quoted.join(',')}\n`
    const { courses, refused } = importCourses(file('courses.csv', text))
    expect(refused).toEqual([])
    expect(courses).toEqual([course])
  })

  it.each(courses)('$shortName as GeoJSON', (course) => {
    const text = JSON.stringify(toGeoJson(course))
    expect(importCourses(file('course.geojson', text))).toEqual({ courses: [course], refused: [] })
  })

  it('all of them in one GeoJSON file', () => {
    const features = courses.flatMap((course) => toGeoJson(course).features)
    const text = JSON.stringify({ type: 'FeatureCollection', features })
    expect(importCourses(file('courses.geojson', text))).toEqual({ courses, refused: [] })
  })

  it('as WKT, longitude first', () => {
    const crystal = courses.find(({ shortName }) => shortName === 'crystal')!
    expect(toPostRow(crystal)).toMatchObject({
      distance: 4966.445205,
      start: 'POINT (-0.063253 51.41917000000001)',
      end: 'POINT (-0.064283 51.419324)',
      map: expect.stringMatching(/^LINESTRING \(-0\.063253 51\.41917000000001,-0\.063215 51\.419232,/),
      geoFence: expect.stringMatching(/^POLYGON \(\(-0\.0651347637176514 51\.41916166790023,/),
    })
  })
})
