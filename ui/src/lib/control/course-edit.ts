import type { Course, LonLat } from '@racecast/courses'
import type { ImportOptions } from '@racecast/courses/import'
import { localDistanceM } from '@racecast/courses/line'

/** Flags this near to each other are those of a loop: which way it is run they do not tell, m. */
const loopM = 50
const perLatM = 111_320

/** Whether a course comes back to where it began. */
export const isLoop = ({ start, finish }: Pick<Course, 'start' | 'finish'>): boolean =>
  localDistanceM(start, finish) <= loopM

/** The same course run the other way: a loop in the other direction, a line from its finish to its start. */
export function turnedRound(options: ImportOptions, course: Course): ImportOptions {
  if (isLoop(course)) return { ...options, reverse: !options.reverse }
  return { ...options, start: course.finish, finish: course.start, reverse: false }
}

/**
 * With one flag elsewhere; the other stays where it is. On a line the flags say which way it is run; on a loop it goes
 * on as it went, which only the course that `read` makes of it can show.
 */
export function withFlag(
  options: ImportOptions,
  course: Course,
  flag: 'start' | 'finish',
  place: LonLat,
  read: (options: ImportOptions) => Course | undefined,
): ImportOptions {
  const ends = { start: course.start, finish: course.finish, [flag]: place }
  const either = [false, true].map((reverse) => ({ ...options, ...ends, reverse }))
  const made = isLoop(course) ? either.find((one) => goesAlike(course, read(one))) : undefined
  return made ?? either[0]!
}

/** Whether a course runs along another in its direction: by its legs, at a dozen places of the other. */
function goesAlike(before: Course, after: Course | undefined): boolean {
  if (!after) return false
  let alike = 0
  for (let n = 1; n < 24; n++) {
    const at = Math.floor((n / 24) * (before.line.length - 1))
    const [from, to] = [before.line[at]!, before.line[at + 1]!]
    const [ahead, behind] = [nearestLeg(after.line, from), nearestLeg(after.line, to)]
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
    for (const [x, y] of [ahead, behind]) alike += Math.sign(dx * x + dy * y)
  }
  return alike > 0
}

/** The direction of the leg of a line whose middle is nearest to a place, degrees of longitude and latitude. */
function nearestLeg(line: readonly LonLat[], [lon, lat]: LonLat): [number, number] {
  let least = Number.POSITIVE_INFINITY
  let found: [number, number] = [0, 0]
  for (let i = 0; i + 1 < line.length; i++) {
    const [a, b] = [line[i]!, line[i + 1]!]
    const far = Math.hypot((a[0] + b[0]) / 2 - lon, (a[1] + b[1]) / 2 - lat)
    if (far >= least) continue
    least = far
    found = [b[0] - a[0], b[1] - a[1]]
  }
  return found
}

/** All of a ring moved, so that its middle is at `to`. */
export function movedRing(ring: readonly LonLat[], to: LonLat): LonLat[] {
  const [lon, lat] = middleOf(ring)
  return ring.map(([x, y]): LonLat => [x + to[0] - lon, y + to[1] - lat])
}

/** One corner of a closed ring moved; the first and the last point are one corner. */
export function withCorner(ring: readonly LonLat[], corner: number, to: LonLat): LonLat[] {
  const moved = ring.map((point, i) => (i === corner ? to : point))
  if (corner === 0) moved[moved.length - 1] = to
  return moved
}

export function middleOf(ring: readonly LonLat[]): LonLat {
  const corners = ring.slice(0, -1)
  const mean = (at: 0 | 1) => corners.reduce((sum, point) => sum + point[at], 0) / corners.length
  return [mean(0), mean(1)]
}

/** A square fence of `sizeM` around the middle of a course's length, for who wants to begin one. */
export function newFence({ line, vertexCm, lengthCm }: Course, sizeM = 60): LonLat[] {
  const half = vertexCm.findIndex((cm) => cm >= lengthCm / 2)
  const [lon, lat] = line[Math.max(half, 0)]!
  const y = sizeM / 2 / perLatM
  const x = y / Math.cos((lat * Math.PI) / 180)
  return [
    [lon - x, lat - y],
    [lon + x, lat - y],
    [lon + x, lat + y],
    [lon - x, lat + y],
    [lon - x, lat - y],
  ]
}
