import geodesic from 'geographiclib-geodesic'
import type { LonLat } from '../../course.ts'

const { WGS84, DISTANCE } = geodesic.Geodesic

/** Metres along the shortest way on the WGS84 ellipsoid (C. F. F. Karney, Algorithms for geodesics, 2013). */
export function geodesicM(a: LonLat, b: LonLat): number {
  return WGS84.Inverse(a[1], a[0], b[1], b[0], DISTANCE).s12!
}

/** The distance of each point from the first along the line, m. */
export function cumulativeM(line: readonly LonLat[]): number[] {
  const distances = [0]
  for (let i = 1; i < line.length; i++) distances.push(distances[i - 1]! + geodesicM(line[i - 1]!, line[i]!))
  return distances
}
