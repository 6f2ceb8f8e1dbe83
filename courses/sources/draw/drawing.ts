import type { LonLat } from '../../course.ts'

/** What an organiser would have drawn. */
export interface Drawing {
  shortName: string
  longName: string
  /** Official distance, m, all laps. */
  distance: number
  laps: number
  line: LonLat[]
  start: LonLat
  finish: LonLat
  fence: LonLat[]
}

/** The drawing as the GeoJSON file that the organiser would send. */
export function asFile({ line, start, finish, fence, ...properties }: Drawing): {
  name: string
  bytes: Uint8Array
} {
  const feature = (role: string, geometry: object, more = {}) => ({
    type: 'Feature',
    properties: { role, ...more },
    geometry,
  })
  const collection = {
    type: 'FeatureCollection',
    features: [
      feature('course', { type: 'LineString', coordinates: line }, properties),
      feature('start', { type: 'Point', coordinates: start }),
      feature('finish', { type: 'Point', coordinates: finish }),
      feature('fence', { type: 'Polygon', coordinates: [fence] }),
    ],
  }
  return {
    name: `${properties.shortName}.geojson`,
    bytes: new TextEncoder().encode(JSON.stringify(collection)),
  }
}
