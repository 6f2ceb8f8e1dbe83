import type { Course, LonLat } from '../course.ts'

export interface CourseFeature {
  type: 'Feature'
  geometry:
    | { type: 'LineString'; coordinates: LonLat[] }
    | { type: 'Point'; coordinates: LonLat }
    | { type: 'Polygon'; coordinates: LonLat[][] }
  properties: {
    role: 'course' | 'start' | 'finish' | 'fence' | 'waypoint'
    shortName: string
    [name: string]: unknown
  }
}

/** A course as GeoJSON features; the import reads them back as the same course. */
export function toGeoJson(course: Course): { type: 'FeatureCollection'; features: CourseFeature[] } {
  const { shortName, longName, line, start, finish, fence } = course
  const flag = (role: 'start' | 'finish', coordinates: LonLat): CourseFeature => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates },
    properties: { role, shortName },
  })
  const features: CourseFeature[] = [
    {
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: line },
      properties: {
        role: 'course',
        shortName,
        longName,
        distance: course.officialM,
        laps: course.laps,
        geodesicM: course.geodesicM,
        lengthCm: course.lengthCm,
        vertexCm: course.vertexCm,
        fenceIntervals: course.fenceIntervals,
        hash: course.hash,
      },
    },
    flag('start', start),
    flag('finish', finish),
  ]
  if (fence)
    features.push({
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [fence] },
      properties: { role: 'fence', shortName },
    })
  for (const { name, at } of course.waypoints ?? [])
    features.push({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: at },
      properties: { role: 'waypoint', shortName, name },
    })
  return { type: 'FeatureCollection', features }
}
