import { geoJSONToWkt } from 'betterknown'
import type { Course } from '../course.ts'

/** A course as a row of the original post's table, with the laps added; geometry is WKT, longitude first. */
export interface PostRow {
  shortName: string
  longName: string
  /** Official distance, m. */
  distance: number
  map: string
  /** '' where the course has no fence. */
  geoFence: string
  start: string
  end: string
  laps: number
}

/** The import reads the row back as the same course: the hash is the same. */
export function toPostRow(course: Course): PostRow {
  const { shortName, longName, officialM, line, fence, start, finish, laps } = course
  return {
    shortName,
    longName,
    distance: officialM,
    map: geoJSONToWkt({ type: 'LineString', coordinates: line }),
    geoFence: fence ? geoJSONToWkt({ type: 'Polygon', coordinates: [fence] }) : '',
    start: geoJSONToWkt({ type: 'Point', coordinates: start }),
    end: geoJSONToWkt({ type: 'Point', coordinates: finish }),
    laps,
  }
}
