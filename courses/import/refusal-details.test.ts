import { describe, expect, it } from 'vitest'
import type { LonLat } from '../course.ts'
import { importCourses } from './index.ts'
import { ACROSS, CORNER, circle, file, geoJson } from './testing/files.ts'

const swap = (points: LonLat[]) => points.map(([lon, lat]): LonLat => [lat, lon])

describe('a course is refused', () => {
  it('for both flags at once where both are wrong', () => {
    const { refused } = importCourses(geoJson({ line: CORNER, start: [0.6, 51.2], finish: [0.51, 51.3] }))
    expect(refused.map(({ code, field }) => [code, field])).toEqual([
      ['FLAG_FAR', 'start'],
      ['FLAG_FAR', 'finish'],
    ])
  })

  it('when its flags fit only with latitude and longitude swapped', () => {
    const { refused } = importCourses(geoJson({ line: CORNER, start: [51.2, 0.5] }))
    expect(refused[0]).toMatchObject({ code: 'SWAPPED', field: 'start', value: '51.2,0.5' })
  })

  it('when its fence is met only with latitude and longitude swapped', () => {
    const { refused } = importCourses(geoJson({ line: CORNER, fence: swap(ACROSS) }))
    expect(refused[0]).toMatchObject({ code: 'SWAPPED', field: 'fence' })
  })

  it('with a value that cannot write to the terminal', () => {
    const { refused } = importCourses(geoJson({ line: CORNER, properties: { shortName: '\u001b[2Jx' } }))
    expect(refused[0]!.message).not.toMatch(/\p{Cc}/u)
  })
})

describe('a file of many courses', () => {
  it('is refused row by row up to a thousand rows', () => {
    const rows = `shortName,map\n${'x,nothing\n'.repeat(1000)}`
    expect(importCourses(file('a.csv', rows)).refused).toHaveLength(1000)
  })

  it('is refused once above that, whatever its format', () => {
    const features = Array.from({ length: 1001 }, (_, i) => ({
      type: 'Feature',
      properties: { shortName: `c${i}` },
      geometry: { type: 'LineString', coordinates: [] },
    }))
    const text = JSON.stringify({ type: 'FeatureCollection', features })
    expect(importCourses(file('a.geojson', text)).refused.map(({ code }) => code)).toEqual([
      'TOO_MANY_COURSES',
    ])
  })

  it('has its values cut in what is said of it', () => {
    const text = `shortName,map\n${'Y'.repeat(100_000)},"LINESTRING(0 0,1 1)"`
    const [refused] = importCourses(file('a.csv', text)).refused
    expect(refused!.value).toMatch(/^.{1,199}…$/)
    expect(refused!.message.length).toBeLessThan(1000)
  })
})

describe('a long name', () => {
  it.each([0x00, 0x1b, 0x7f, 0x9f, 0x202a, 0x202e, 0x2066, 0x2069])(
    'is refused with the control character %i in it',
    (code) => {
      const longName = `a${String.fromCharCode(code)}b`
      const { refused } = importCourses(geoJson({ line: CORNER, properties: { longName } }))
      expect(refused.map((problem) => problem.code)).toEqual(['UNPRINTABLE_LONG_NAME'])
    },
  )

  it.each(['Åre Fjällmaraton', '東京マラソン', 'ماراثون دبي', 'Run 🏃🏽‍♀️ – 5 km'])(
    'is kept: %s',
    (longName) => {
      const { courses } = importCourses(geoJson({ line: CORNER, properties: { longName, shortName: 'x' } }))
      expect(courses[0]!.longName).toBe(longName)
    },
  )
})

describe('the points of all laps together', () => {
  const lapped = (points: number, laps: number, distance?: number) =>
    importCourses(geoJson({ line: circle(points), properties: { laps, distance } }))

  it('may be as many as the points of a line, not one lap more', () => {
    expect(lapped(5000, 10).courses).toHaveLength(1)
    expect(lapped(5000, 11).refused.map(({ code }) => code)).toEqual(['TOO_MANY_LAP_POINTS'])
  })

  it('are the points as drawn where the line already holds all laps', () => {
    const [once] = lapped(30_000, 1).courses
    const { courses, refused } = lapped(30_000, 2, once!.officialM)
    expect(refused).toEqual([])
    expect(courses[0]).toMatchObject({ laps: 2, line: once!.line })
  })
})

describe('what is not a number is found in every format', () => {
  it.each([
    ['a.wkt', 'LINESTRING(0.5 51.2, NaN 51.3)'],
    ['a.wkt', 'LINESTRING(0.5 51.2, 0.5x 51.3)'],
    [
      'a.kml',
      '<kml><Placemark><LineString><coordinates>0.5,51.2 x,51.3</coordinates></LineString></Placemark></kml>',
    ],
    ['a.geojson', '{"type":"LineString","coordinates":[[0.5,51.2],[null,51.3]]}'],
    ['a.geojson', '{"type":"LineString","coordinates":[[0.5,51.2],["0.5",51.3]]}'],
    ['a.csv', 'shortName,map\nx,"LINESTRING(0.5 51.2, inf 51.3)"'],
  ])('%s: %s', (name, text) => {
    const { courses, refused } = importCourses(file(name, text))
    expect(courses).toEqual([])
    expect(refused.map(({ code }) => code)).toEqual(['BAD_COORDINATE'])
  })
})
