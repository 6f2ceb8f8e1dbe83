import type { Course } from '@racecast/courses'
import { importCourses } from '@racecast/courses/import'

const [lon, lat] = [-0.0705, 51.418]
const radiusDegrees = { lon: 0.003024, lat: 0.001713 }
const corners = 72

const inDegrees = (value: number) => Math.round(value * 1e6) / 1e6

/** An oval of some 1.2 km from its south clockwise back to just before it, with a fence over its north. */
function drawing(): string {
  const line = Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners
    return [
      inDegrees(lon - radiusDegrees.lon * Math.sin(angle)),
      inDegrees(lat + radiusDegrees.lat * (1 - Math.cos(angle))),
    ]
  })
  const [west, east, south, north] = [lon - 0.004, lon + 0.004, lat + 0.0024, lat + 0.0042]
  const fence = [
    [west, south],
    [west, north],
    [east, north],
    [east, south],
    [west, south],
  ].map((corner) => corner.map(inDegrees))
  const feature = (role: string, type: string, coordinates: unknown) => ({
    type: 'Feature',
    properties: { role, shortName: 'test-course', longName: 'Test course' },
    geometry: { type, coordinates },
  })
  return JSON.stringify({
    type: 'FeatureCollection',
    features: [
      feature('course', 'LineString', line),
      feature('start', 'Point', line[0]),
      feature('finish', 'Point', line.at(-1)),
      feature('fence', 'Polygon', [fence]),
    ],
  })
}

/** Where the test race is run: in no list of courses. */
export function testCourse(): Course {
  const { courses, refused } = importCourses({
    name: 'test-course.geojson',
    bytes: Buffer.from(drawing()),
  })
  const [course] = courses
  if (!course) throw new Error(`the test course is refused: ${refused[0]?.message}`)
  return course
}
