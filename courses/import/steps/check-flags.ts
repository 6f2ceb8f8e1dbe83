import type { LonLat } from '../../course.ts'
import type { CheckedDraft } from '../draft.ts'
import { CourseError, type CourseProblem, problem } from '../problems.ts'
import { type DrawnPath, nearestPlace } from './drawn-path.ts'
import { geodesicM } from './measure.ts'
import { FLAG_LIMIT_M } from './place-ends.ts'

/** As people read it: a millionth of a degree is 11 cm. */
const placeText = (place: LonLat) => place.map((degrees) => Number(degrees.toFixed(6))).join(',')

const isPlace = ([lon, lat]: LonLat) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90

/** The distance of a point from a path, m, geodesic, so that it is right for a flag on another continent. */
export function distanceFrom(path: DrawnPath, point: LonLat): number {
  const near = nearestPlace(path, point)
  if (near.offM < 10_000) return near.offM
  return path.points.reduce((nearest, vertex) => Math.min(nearest, geodesicM(vertex, point)), near.offM)
}

function flagProblem(
  path: DrawnPath,
  feature: string,
  field: 'start' | 'finish',
  flag: LonLat,
): CourseProblem | null {
  const far = distanceFrom(path, flag)
  if (far <= FLAG_LIMIT_M) return null
  const [lon, lat] = flag
  const value = placeText(flag)
  const fits = (other: LonLat) => isPlace(other) && distanceFrom(path, other) <= FLAG_LIMIT_M
  if (fits([lat, lon]))
    return problem('SWAPPED', {
      feature,
      field,
      value,
      at: flag,
      why: `${field} flag and line are ${Math.round(far)} m apart, swapped less than ${FLAG_LIMIT_M} m`,
    })
  const corrected = (
    [
      [-lon, lat],
      [lon, -lat],
      [-lon, -lat],
    ] as LonLat[]
  ).find(fits)
  const hint = corrected ? `; with the sign changed, ${placeText(corrected)}, it would fit` : ''
  return problem('FLAG_FAR', {
    feature,
    field,
    value,
    at: flag,
    far: Math.round(far),
    limit: FLAG_LIMIT_M,
    hint,
  })
}

/** Throws all that is wrong with both flags' places. */
export function checkFlags(path: DrawnPath, { feature, start, finish }: CheckedDraft): void {
  const problems = [
    start && flagProblem(path, feature, 'start', start),
    finish && flagProblem(path, feature, 'finish', finish),
  ].filter((found) => !!found)
  const [first, ...others] = problems
  if (first) throw new CourseError(first, ...others)
}
