import type { LonLat } from '../course.ts'

const RADIANS = Math.PI / 180
/** WGS84: semi-major axis in m, and first eccentricity squared. */
const A = 6_378_137
const E2 = 0.006_694_379_990_141_3

/**
 * Metres in a degree of longitude and of latitude at `lat`, from the ellipsoid's radii of curvature. Good to
 * a millimetre in 10 m and to some 0.1 % over 10 km, which is what matching a fix to a line needs.
 */
export function metresPerDegree(lat: number): [lon: number, lat: number] {
  const sin = Math.sin(lat * RADIANS)
  const w2 = 1 - E2 * sin * sin
  const prime = A / Math.sqrt(w2)
  return [RADIANS * prime * Math.cos(lat * RADIANS), RADIANS * prime * ((1 - E2) / w2)]
}

/** Metres between two places that are near each other. */
export function localDistanceM(a: LonLat, b: LonLat): number {
  const [mLon, mLat] = metresPerDegree((a[1] + b[1]) / 2)
  return Math.hypot((a[0] - b[0]) * mLon, (a[1] - b[1]) * mLat)
}
