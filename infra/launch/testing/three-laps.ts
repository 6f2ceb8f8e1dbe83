import type { Course } from '@racecast/courses'
import { toGeoJson } from '@racecast/courses/catalogue'
import { track400 } from '@racecast/courses/fixtures'
import { importCourses } from '@racecast/courses/import'

/** The 400 m track run three times: a fence that everybody is in three times, and a split at 1 km. */
export function threeLaps(): Course {
  const file = new TextEncoder().encode(JSON.stringify(toGeoJson(track400())))
  const particulars = { shortName: 'track-1200', longName: 'Three laps', officialM: 1200, laps: 3 }
  const { courses, refused } = importCourses({ name: 'track.geojson', bytes: file }, particulars)
  if (!courses[0]) throw new Error(`the course is refused: ${JSON.stringify(refused)}`)
  return courses[0]
}
