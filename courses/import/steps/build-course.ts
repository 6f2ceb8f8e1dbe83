import type { Course, LonLat } from '../../course.ts'
import { fenceIntervals } from '../../line/fence-intervals.ts'
import type { CheckedDraft, Draft } from '../draft.ts'
import { refusal } from '../problems.ts'
import { checkDraft } from './check-draft.ts'
import { distanceFrom } from './check-flags.ts'
import { drawnPath } from './drawn-path.ts'
import { courseHash } from './hash.ts'
import { layOut } from './lay-out.ts'
import { cumulativeM } from './measure.ts'
import { waypointsAlong } from './waypoints.ts'

/** An official distance that is off by more than this factor is in another unit, or of another lap count. */
const MOST_MISMATCH = 1.5

/** Rounded so that a course's hash does not hang on the last bits of a sine. */
const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals))

function officialDistance({ feature, officialM }: CheckedDraft, measuredM: number): number {
  if (officialM === undefined) return rounded(measuredM, 2)
  const ratio = officialM / measuredM
  if (ratio > MOST_MISMATCH || ratio < 1 / MOST_MISMATCH)
    throw refusal('DISTANCE_MISMATCH', {
      feature,
      field: 'distance',
      value: officialM,
      measured: Math.round(measuredM),
    })
  return officialM
}

function intervalsIn({ feature, fence }: CheckedDraft, line: LonLat[], vertexCm: number[]) {
  if (!fence) return []
  const intervals = fenceIntervals(line, vertexCm, fence)
  if (intervals.length > 0) return intervals
  const swapped = fence.map(([lon, lat]): LonLat => [lat, lon])
  const field = 'fence'
  const path = drawnPath(line)
  const nearest = (ring: LonLat[]) =>
    ring.reduce((m, point) => Math.min(m, distanceFrom(path, point)), Infinity)
  if (fenceIntervals(line, vertexCm, swapped).length > 0)
    throw refusal('SWAPPED', {
      feature,
      field,
      value: fence[0]!.join(','),
      why: 'the course runs through it then',
    })
  throw refusal('FENCE_FAR', { feature, field, value: Math.round(nearest(fence)), at: fence[0]! })
}

/** From what the file says to a course that can be raced on; throws CourseError where it cannot be. */
export function buildCourse(raw: Draft, options: { reverse?: boolean | undefined } = {}): Course {
  const draft = checkDraft(raw)
  const line = layOut(draft, options.reverse ?? false)
  const distances = cumulativeM(line)
  const measuredM = distances.at(-1)!
  const officialM = officialDistance(draft, measuredM)
  const lengthCm = Math.round(officialM * 100)
  const vertexCm = distances.map((m) => rounded((m / measuredM) * lengthCm, 3))
  const course = {
    shortName: draft.shortName,
    longName: draft.longName,
    officialM,
    geodesicM: rounded(measuredM, 4),
    laps: draft.laps,
    line,
    vertexCm,
    lengthCm,
    start: line[0]!,
    finish: line.at(-1)!,
    fence: draft.fence ?? null,
    fenceIntervals: intervalsIn(draft, line, vertexCm),
  }
  const waypoints = waypointsAlong(line, draft.waypoints ?? [])
  if (waypoints.length > 0) Object.assign(course, { waypoints })
  return { ...course, hash: courseHash(course) }
}
