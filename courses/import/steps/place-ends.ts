import type { LonLat } from '../../course.ts'
import { type DrawnPath, type Place, placesNear } from './drawn-path.ts'

/** A flag farther from the line than this is not this course's, m. */
export const FLAG_LIMIT_M = 100
/** Ends of a line this near to each other are meant to be one place, m. */
export const LOOP_GAP_M = 50
/**
 * What a metre of line left over or run twice costs against a metre between flag and line. Below 1, so that a
 * flag that lies on the line cuts it; not 0, so that a line that passes its own start again is not cut there.
 */
const LENGTH_COST = 0.25

/** Which stretch of the drawn line is the course. */
export interface Placement {
  /** Run against the direction of drawing. */
  reversed: boolean
  /** On a loop, which is run round and round. */
  loop: boolean
  /** Where it starts: m along the line as drawn. */
  startM: number
  /** How far it goes from there in its direction, m. */
  runM: number
  cost: number
}

export interface Ends {
  start?: LonLat | undefined
  finish?: LonLat | undefined
}

const AT_ENDS = (path: DrawnPath): Place[] => [
  { atM: 0, offM: 0 },
  { atM: path.lengthM, offM: 0 },
]

/** Placements on the line as it was drawn, from one place to another. */
export function placeOnLine(path: DrawnPath, { start, finish }: Ends): Placement[] {
  const starts = start ? placesNear(path, start, FLAG_LIMIT_M) : AT_ENDS(path)
  const finishes = finish ? placesNear(path, finish, FLAG_LIMIT_M) : AT_ENDS(path)
  return starts.flatMap((from) =>
    finishes
      .filter((to) => to.atM !== from.atM)
      .map((to) => {
        const runM = Math.abs(to.atM - from.atM)
        return {
          reversed: to.atM < from.atM,
          loop: false,
          startM: from.atM,
          runM,
          cost: from.offM + to.offM + LENGTH_COST * (path.lengthM - runM),
        }
      }),
  )
}

/**
 * Placements on a closed line: from the start `laps` times round to the finish, which may lie a little before
 * the start or past it.
 *
 * @param expectedM the official distance, or null: then what comes nearest to full laps is expected
 */
export function placeOnLoop(
  path: DrawnPath,
  ends: Ends,
  laps: number,
  expectedM: number | null,
): Placement[] {
  const around = path.lengthM
  const expected = expectedM ?? laps * around
  const starts = ends.start ? placesNear(path, ends.start, FLAG_LIMIT_M) : null
  const finishes = ends.finish ? placesNear(path, ends.finish, FLAG_LIMIT_M) : null
  const pairs: [Place, Place][] = starts
    ? finishes
      ? starts.flatMap((from) => finishes.map((to): [Place, Place] => [from, to]))
      : starts.map((place) => [place, place])
    : (finishes ?? [{ atM: 0, offM: 0 }]).map((place) => [place, place])
  return pairs.flatMap(([from, to]) =>
    [false, true].flatMap((reversed) => {
      const ahead = (((reversed ? from.atM - to.atM : to.atM - from.atM) % around) + around) % around
      const full = laps * around
      const sameM = 0.01
      const runs = ahead < sameM || around - ahead < sameM ? [full] : [full - around + ahead, full + ahead]
      return runs.map((runM) => ({
        reversed,
        loop: true,
        startM: from.atM,
        runM,
        // The last metre decides between a little less than full laps and as much more.
        cost: from.offM + to.offM + LENGTH_COST * Math.abs(runM - expected) + (runM > full ? 1 : 0),
      }))
    }),
  )
}

/** The cheapest; of equal ones the one that keeps the direction of drawing. */
export function cheapest(placements: readonly Placement[]): Placement | undefined {
  return placements.toSorted((a, b) => a.cost - b.cost || Number(a.reversed) - Number(b.reversed))[0]
}
