import type { LonLat } from '../../course.ts'
import { metresPerDegree } from '../../line/local-metric.ts'
import { cumulativeM } from './measure.ts'

/** A line with the distance of each of its points along it, m. */
export interface DrawnPath {
  points: readonly LonLat[]
  atM: readonly number[]
  lengthM: number
}

/** A place on a path: how far along it, and how far from what was looked for, m. */
export interface Place {
  atM: number
  offM: number
}

export function drawnPath(points: readonly LonLat[]): DrawnPath {
  const atM = cumulativeM(points)
  return { points, atM, lengthM: atM.at(-1)! }
}

/** The nearest place of each segment to a point, in order. */
function* nearestPerSegment({ points, atM }: DrawnPath, [lon, lat]: LonLat): Generator<Place> {
  const [mLon, mLat] = metresPerDegree(lat)
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1]!
    const [bx, by] = points[i]!
    const x = (ax - lon) * mLon
    const y = (ay - lat) * mLat
    const dx = (bx - ax) * mLon
    const dy = (by - ay) * mLat
    const square = dx * dx + dy * dy
    const t = square > 0 ? Math.min(1, Math.max(0, -(x * dx + y * dy) / square)) : 0
    const offM =
      t === 1 ? Math.hypot((bx - lon) * mLon, (by - lat) * mLat) : Math.hypot(x + t * dx, y + t * dy)
    yield { atM: t === 1 ? atM[i]! : atM[i - 1]! + t * (atM[i]! - atM[i - 1]!), offM }
  }
}

export function nearestPlace(path: DrawnPath, point: LonLat): Place {
  let nearest: Place = { atM: 0, offM: Number.POSITIVE_INFINITY }
  for (const place of nearestPerSegment(path, point)) if (place.offM < nearest.offM) nearest = place
  return nearest
}

/** More would only come from a tangle of points; the nearest ones are kept. */
const MOST_PLACES = 100

/**
 * Where the path comes near a point: every local minimum of the distance up to `withinM`, and both ends of the
 * path if they are that near.
 */
export function placesNear(path: DrawnPath, point: LonLat, withinM: number): Place[] {
  const near = [...nearestPerSegment(path, point)]
  const places = near.filter(({ offM }, i) => {
    const before = near[i - 1]?.offM ?? Number.POSITIVE_INFINITY
    const after = near[i + 1]?.offM ?? Number.POSITIVE_INFINITY
    return offM <= withinM && offM < before && offM <= after
  })
  for (const [end, atM] of [
    [path.points[0]!, 0],
    [path.points.at(-1)!, path.lengthM],
  ] as const) {
    const [mLon, mLat] = metresPerDegree(point[1])
    const offM = Math.hypot((end[0] - point[0]) * mLon, (end[1] - point[1]) * mLat)
    if (offM <= withinM && !places.some((place) => place.atM === atM)) places.push({ atM, offM })
  }
  return places.sort((a, b) => a.offM - b.offM).slice(0, MOST_PLACES)
}

/** Decimals of a degree to which a place between two points is rounded: 0.1 mm. */
const round9 = (degrees: number) => Math.round(degrees * 1e9) / 1e9

/** The points of the path from `fromM` to `toM`, both ends interpolated; 0 <= fromM <= toM <= lengthM. */
export function cut(path: DrawnPath, fromM: number, toM: number): LonLat[] {
  const { points, atM } = path
  const at = (m: number): LonLat => {
    const found = atM.findIndex((distance) => distance >= m)
    const i = found < 0 ? atM.length - 1 : found
    if (i === 0 || atM[i] === m || m > atM[i]!) return points[i]!
    const t = (m - atM[i - 1]!) / (atM[i]! - atM[i - 1]!)
    const [a, b] = [points[i - 1]!, points[i]!]
    return [round9(a[0] + t * (b[0] - a[0])), round9(a[1] + t * (b[1] - a[1]))]
  }
  return [at(fromM), ...points.filter((_, i) => atM[i]! > fromM && atM[i]! < toM), at(toM)]
}
