import { describe, expect, it } from 'vitest'
import type { LonLat } from '../course.ts'
import { type CourseProblemCode, courseProblems, type ImportOptions, importCourses } from './index.ts'
import { ACROSS, CORNER, circle, file, geoJson, SQUARE } from './testing/files.ts'

interface Case {
  because: string
  file: { name: string; bytes: Uint8Array }
  options?: ImportOptions
  field: string
  says: RegExp
}

const gpx = (points: string) =>
  file('a.gpx', `<gpx version="1.1"><trk><trkseg>${points}</trkseg></trk></gpx>`)
const features = (...list: object[]) =>
  file('a.geojson', JSON.stringify({ type: 'FeatureCollection', features: list }))
const lineFeature = (coordinates: unknown, properties = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates },
})
const swap = (points: LonLat[]) => points.map(([lon, lat]): LonLat => [lat, lon])

/** Codes that the catalogue and the command line give, tested there. */
type Elsewhere = 'BROKEN_COURSE_FILE' | 'FILE_NOT_READ'

const cases: Record<Exclude<CourseProblemCode, Elsewhere>, Case> = {
  FILE_TOO_LARGE: {
    because: 'it is a file of 50 MB',
    file: { name: 'a.gpx', bytes: new Uint8Array(50_000_000) },
    field: 'content',
    says: /50000000 bytes, the limit is 10000000/,
  },
  FILE_EMPTY: { because: 'it is empty', file: file('a.kml', ' \n'), field: 'content', says: /empty/ },
  UNKNOWN_FORMAT: {
    because: 'it is nothing that can be read',
    file: file('a.txt', 'Run along the river'),
    field: 'content',
    says: /neither KML, GPX.*"Run along the river"/,
  },
  NOT_WHAT_NAME_SAYS: {
    because: 'it is not what its name says',
    file: file('a.gpx', '{"type":"FeatureCollection","features":[]}'),
    field: 'content',
    says: /ends in \.gpx but the content is GeoJSON/,
  },
  UNREADABLE: {
    because: 'it is cut off',
    file: file('a.geojson', '{"type":"FeatureCollection","features":['),
    field: 'content',
    says: /GeoJSON cannot be read/,
  },
  ENTITIES: {
    because: 'its XML declares entities',
    file: file('a.kml', '<!DOCTYPE kml [<!ENTITY lol "lol">]><kml>&lol;</kml>'),
    field: 'content',
    says: /<!ENTITY lol/,
  },
  NOT_WGS84: {
    because: 'its coordinates are in another system',
    file: file('a.wkt', 'SRID=3857;LINESTRING(1 2, 3 4)'),
    field: 'content',
    says: /EPSG:3857\. Convert them to WGS84/,
  },
  MISSING_COLUMN: {
    because: 'the CSV has no map',
    file: file('a.csv', 'shortName,longName\nx,X\n'),
    field: 'map',
    says: /no column map; its columns are shortName,longName/,
  },
  NO_LINE: {
    because: 'there is no line',
    file: features({
      type: 'Feature',
      properties: { role: 'start' },
      geometry: { type: 'Point', coordinates: [0, 0] },
    }),
    field: 'line',
    says: /no line\. Draw the course/,
  },
  SEVERAL_LINES: {
    because: 'two lines could be the course',
    file: features(lineFeature(CORNER), lineFeature(SQUARE)),
    field: 'line',
    says: /the features 1, 2/,
  },
  BROKEN_LINE: {
    because: 'its line has a gap',
    file: features({
      type: 'Feature',
      properties: {},
      geometry: {
        type: 'MultiLineString',
        coordinates: [
          CORNER,
          [
            [0.6, 51.3],
            [0.61, 51.3],
          ],
        ],
      },
    }),
    field: 'line',
    says: /gap of 118\d\d m between its parts 1/,
  },
  TOO_FEW_POINTS: {
    because: 'its line is one point, twice',
    file: geoJson({
      line: [
        [0.5, 51.2],
        [0.5, 51.2],
      ],
    }),
    field: 'line',
    says: /has 1 different points/,
  },
  TOO_MANY_POINTS: {
    because: 'its line has more points than any course',
    file: geoJson({ line: Array.from({ length: 50_001 }, (_, i) => [i * 1e-5, 0]) }),
    field: 'line',
    says: /50001 points are more than 50000/,
  },
  TOO_MANY_LAP_POINTS: {
    because: 'its laps together have more points than any course',
    file: geoJson({ line: circle(50_000), fence: ACROSS, properties: { laps: 100 } }),
    field: 'laps',
    says: /100 laps of 50000 points are 5000000 points, more than 50000\. Thin out the points to 500 a lap/,
  },
  BAD_COORDINATE: {
    because: 'a coordinate is not a number',
    file: gpx('<trkpt lat="51.2" lon="0.5"/><trkpt lat="NaN" lon="0.51"/>'),
    field: 'trkpt',
    says: /point 2 is lat=NaN lon=0\.51/,
  },
  OUT_OF_RANGE: {
    because: 'a coordinate is not on earth',
    file: geoJson({ line: [...CORNER, [181, 51.2]] }),
    field: 'line',
    says: /point 4 is 181,51\.2/,
  },
  SWAPPED: {
    because: 'latitude and longitude are swapped',
    file: geoJson({
      line: swap([
        [151.2, -33.8],
        [151.21, -33.8],
      ]),
    }),
    field: 'line',
    says: /swapped: -33\.8,151\.2/,
  },
  ANTIMERIDIAN: {
    because: 'its line jumps round the world',
    file: geoJson({
      line: [
        [179.99, -16],
        [-179.99, -16],
      ],
    }),
    field: 'line',
    says: /179\.99 to -179\.99/,
  },
  SEVERAL_FLAGS: {
    because: 'there are two starts',
    file: features(
      lineFeature(CORNER),
      ...[CORNER[0], CORNER[1]].map((coordinates) => ({
        type: 'Feature',
        properties: { name: 'Start' },
        geometry: { type: 'Point', coordinates },
      })),
    ),
    field: 'start',
    says: /2 features are called start/,
  },
  FLAG_FAR: {
    because: 'the sign of a flag is wrong',
    file: geoJson({ line: CORNER, start: [-0.50000000012, 51.2] }),
    field: 'start',
    says: /start flag at -0\.5,51\.2 is 698\d\d m from the line.*with the sign changed, 0\.5,51\.2, it would fit/,
  },
  FLAGS_DO_NOT_FIT: {
    because: 'start and finish are one place on a line that does not return',
    file: geoJson({ line: CORNER, start: [0.505, 51.2], finish: [0.505, 51.2] }),
    field: 'start',
    says: /no stretch of the line leads from the start flag to the finish flag/,
  },
  FENCE_OPEN: {
    because: 'the fence does not close',
    file: geoJson({ line: CORNER, fence: ACROSS.slice(0, -1) }),
    field: 'fence',
    says: /first and last point are 222\.\d m apart/,
  },
  FENCE_SHAPE: {
    because: 'the fence has a hole',
    file: features(lineFeature(CORNER), {
      type: 'Feature',
      properties: { role: 'fence' },
      geometry: { type: 'Polygon', coordinates: [ACROSS, ACROSS] },
    }),
    field: 'fence',
    says: /a polygon with 1 hole/,
  },
  FENCE_FAR: {
    because: 'the course does not touch the fence',
    file: geoJson({ line: CORNER, fence: ACROSS.map(([lon, lat]): LonLat => [lon, lat + 0.005]) }),
    field: 'fence',
    says: /nearest corner of the fence is 280 m away/,
  },
  LAPS_NOT_A_LOOP: {
    because: 'it has laps but does not return to its start',
    file: geoJson({ line: CORNER, properties: { laps: 2 } }),
    field: 'laps',
    says: /2 laps were asked for, but the ends of the line are 13\d\d\.\d m apart/,
  },
  BAD_LAPS: {
    because: 'it has half a lap',
    file: geoJson({ line: SQUARE, properties: { laps: 1.5 } }),
    field: 'laps',
    says: /the number of laps is 1\.5\. Give a whole number/,
  },
  BAD_DISTANCE: {
    because: 'its distance is not a number',
    file: geoJson({ line: CORNER, properties: { distance: 'five km' } }),
    field: 'distance',
    says: /the distance is five km/,
  },
  DISTANCE_MISMATCH: {
    because: 'its distance is in km',
    file: geoJson({ line: CORNER, properties: { distance: 1.8 } }),
    field: 'distance',
    says: /official distance is 1\.8 m but the course measures 1811 m/,
  },
  BAD_SHORT_NAME: {
    because: 'its short name would not do in an address',
    file: geoJson({ line: CORNER, properties: { shortName: '../etc' } }),
    field: 'shortName',
    says: /short name is \.\.\/etc/,
  },
  BAD_LONG_NAME: {
    because: 'its name has no end',
    file: geoJson({ line: CORNER, properties: { longName: 'x'.repeat(121) } }),
    field: 'longName',
    says: /121 characters/,
  },
  UNPRINTABLE_LONG_NAME: {
    because: 'its name would turn round the text after it',
    file: geoJson({ line: CORNER, properties: { longName: 'River \u202erun' } }),
    field: 'longName',
    says: /character 7 of the name is the control character U\+202E/,
  },
  TOO_MANY_POINTS_IN_ALL: {
    because: 'its courses, all laps unrolled, have more points than a file may have',
    file: file(
      'a.csv',
      `shortName,laps,map\n${[1, 2, 3, 4, 5, 6]
        .map(
          (n) =>
            `loop-${n},45,"LINESTRING(${circle(1000)
              .map((point) => point.join(' '))
              .join(',')})"`,
        )
        .join('\n')}`,
    ),
    field: 'line',
    says: /45000 points.*more than 250000\. Add this course in a file of its own/,
  },
  TOO_MANY_COURSES: {
    because: 'it has a row more than a file may have, good or bad',
    file: file('a.csv', `shortName,map\n${'x,nothing\n'.repeat(1001)}`),
    field: 'rows',
    says: /more than 1000 courses\. Split it/,
  },
  ONE_COURSE_ONLY: {
    because: 'a name was given for two courses',
    file: features(lineFeature(CORNER, { shortName: 'a' }), lineFeature(SQUARE, { shortName: 'b' })),
    options: { shortName: 'c' },
    field: 'shortName',
    says: /a file of 2 courses/,
  },
  DUPLICATE_COURSE: {
    because: 'its name is taken by another of the file',
    file: file('a.csv', 'shortName,map\nx,"LINESTRING(0 0,1 1)"\nx,"LINESTRING(0 0,2 2)"\n'),
    field: 'shortName',
    says: /row 3 "x".*already a course x/,
  },
}

describe('a course is refused', () => {
  it.each(Object.entries(cases))('%s', (code, { because, file, options, field, says }) => {
    const { refused } = importCourses(file, options)
    expect(
      refused.map((problem) => problem.code),
      because,
    ).toEqual([code])
    const [problem] = refused
    expect(problem!.field).toBe(field)
    expect(problem!.message).toMatch(says)
    // It reads as sentences: what is wrong, and what to do.
    const remedy = problem!.remedy.charAt(0).toUpperCase() + problem!.remedy.slice(1)
    expect(problem!.message.endsWith(`. ${remedy}.`)).toBe(true)
    expect(problem!.remedy).not.toMatch(/[{}]/)
    expect(courseProblems[problem!.code].status).toBeGreaterThanOrEqual(400)
  })
})
