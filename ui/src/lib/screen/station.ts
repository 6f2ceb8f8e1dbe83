import type { Course, LonLat } from '@racecast/courses'
import { CourseLine, passesOf } from '@racecast/courses/line'

/** Where the screen stands, whose arrivals it shows. */
export interface Station {
  /** Cm from the start; null: the finish. */
  atCm: number | null
  place: LonLat
  /** Where the course comes by, cm from the start, ascending: more than once where it returns. */
  passes: readonly number[]
}

/** The station at `atCm` from the start; the finish, for null and where the course is not as long. */
export function stationOf(course: Course, atCm: number | null): Station {
  if (atCm === null || atCm >= course.lengthCm)
    return { atCm: null, place: course.finish, passes: [course.lengthCm] }
  const line = new CourseLine(course)
  const place = line.pointAt(atCm)
  return { atCm, place, passes: passesOf(line, ...place) }
}
