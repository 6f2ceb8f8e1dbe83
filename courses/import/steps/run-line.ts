import type { LonLat } from '../../course.ts'
import { localDistanceM } from '../../line/local-metric.ts'
import { cut, type DrawnPath } from './drawn-path.ts'
import type { Placement } from './place-ends.ts'

/** Points nearer than this to the one before are one with it, m. */
const SAME_PLACE_M = 0.01

function reverse(path: DrawnPath): DrawnPath {
  return {
    points: path.points.toReversed(),
    atM: path.atM.map((m) => path.lengthM - m).toReversed(),
    lengthM: path.lengthM,
  }
}

/** Goes round a closed path from `startM` for `runM`, as many times as that takes. */
function goRound(path: DrawnPath, startM: number, runM: number): LonLat[] {
  const around = path.lengthM
  const points: LonLat[] = []
  let from = startM >= around ? 0 : startM
  let left = runM
  // The sum of many laps is off by rounding: what is left of a run under a millimetre is nothing.
  while (left > 0.001) {
    const to = Math.min(around, from + left)
    points.push(...cut(path, from, to))
    left -= to - from
    from = 0
  }
  return points
}

/** Drops what lies on the point before it; the first and the last point always stay. */
function withoutRepeats(points: readonly LonLat[]): LonLat[] {
  const kept: LonLat[] = []
  for (const point of points) {
    const previous = kept.at(-1)
    if (!previous || localDistanceM(previous, point) >= SAME_PLACE_M) kept.push(point)
  }
  const finish = points.at(-1)!
  while (kept.length > 1 && localDistanceM(kept.at(-1)!, finish) < SAME_PLACE_M) kept.pop()
  kept.push(finish)
  return kept
}

/** The line as it is run: oriented, cut, all laps one after another, from flag to flag. */
export function runLine(
  drawn: DrawnPath,
  placement: Placement,
  flags: { start?: LonLat | undefined; finish?: LonLat | undefined },
): LonLat[] {
  const path = placement.reversed ? reverse(drawn) : drawn
  const startM = placement.reversed ? drawn.lengthM - placement.startM : placement.startM
  const points = placement.loop
    ? goRound(path, startM, placement.runM)
    : cut(path, startM, startM + placement.runM)
  const start = flags.start ?? points[0]!
  const finish = flags.finish ?? (placement.loop && flags.start ? flags.start : points.at(-1)!)
  return withoutRepeats([start, ...points, finish])
}
