import type { Course } from '../../course.ts'
import { sha256 } from './sha256.ts'

/** The first 16 hex digits of the SHA-256 of the course's values in the order of the schema. */
export function courseHash(course: Omit<Course, 'hash'>): string {
  const values = [
    course.shortName,
    course.longName,
    course.officialM,
    course.geodesicM,
    course.laps,
    course.line,
    course.vertexCm,
    course.lengthCm,
    course.start,
    course.finish,
    course.fence,
    course.fenceIntervals.map(({ fromCm, toCm }) => [fromCm, toCm]),
    // Without waypoints a course is what it was before there were any.
    ...(course.waypoints ? [course.waypoints.map(({ name, at }) => [name, at])] : []),
  ]
  return sha256(JSON.stringify(values)).slice(0, 16)
}
