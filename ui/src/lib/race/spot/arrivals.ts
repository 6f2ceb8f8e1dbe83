import type { Course } from '@racecast/courses'
import {
  type BoardRow,
  type Expected,
  type Facts,
  forecastOf,
  type RaceInfo,
  stopHabitAt,
} from '@racecast/gateway/protocol'
import type { FollowList } from '../follow/follow-list.ts'

/** Somebody who comes by. */
export interface Arrival {
  row: BoardRow
  /** Which of the passes it is, cm from the start. */
  cm: number
  expected: Expected
}

/** One moment of a race: what the board, and the race itself, are of. */
export interface RaceMoment {
  race: RaceInfo
  raceMs: number
  board: readonly BoardRow[]
}

export interface ArrivalOptions {
  /** How far ahead is looked, ms. */
  withinMs: number
  most: number
  /** Bibs that come before all others, however many come sooner. */
  first?: FollowList
}

/** Nobody comes sooner than in this part of the time that the pace so far would take. */
const soonestShare = 0.6

/**
 * Who comes by a place in the next minutes, the soonest first, after those of `first`: everybody once for each of `passes` (cm from the start)
 * that is still ahead of them.
 *
 * @param facts of everybody, by competitor id; what is later than the moment does not count
 */
export function arrivalsAt(
  { race, raceMs, board }: RaceMoment,
  facts: ReadonlyMap<number, Facts>,
  course: Pick<Course, 'lengthCm' | 'fenceIntervals'>,
  passes: readonly number[],
  { withinMs, most, first = [] }: ArrivalOptions,
): Arrival[] {
  const arrivals: Arrival[] = []
  const habit = stopHabitAt({ race, raceMs, board, facts }, course)
  for (const row of board) {
    const soon = passes.filter((cm) => cm > row.cm && couldComeWithin(row, cm, withinMs))
    if (soon.length === 0) continue
    const forecast = forecastOf(race, course, row, facts.get(row.entry.id), habit)
    for (const cm of soon) {
      const expected = forecast?.at(cm)
      if (expected && expected.raceMs <= raceMs + withinMs) arrivals.push({ row, cm, expected })
    }
  }
  const rank = ({ row }: Arrival) => (first.includes(row.entry.bib) ? 0 : 1)
  arrivals.sort(
    (a, b) => rank(a) - rank(b) || a.expected.raceMs - b.expected.raceMs || a.row.position - b.row.position,
  )
  return arrivals.slice(0, most)
}

/** Whether it is worth working out: of ten thousand runners a hundred are near. */
function couldComeWithin({ cm, averagePace, currentPace }: BoardRow, at: number, withinMs: number): boolean {
  if (averagePace === null) return false
  const pace = Math.min(averagePace, currentPace ?? averagePace)
  // s/km is ms/m, and 100 cm are a metre.
  return (pace * (at - cm) * soonestShare) / 100 <= withinMs
}
