import type { Course } from '@racecast/courses'
import {
  type BoardRow,
  type Expected,
  type Forecast,
  forecastOf,
  shownTimeMs,
  stopHabitAt,
  waveGunMs,
} from '@racecast/gateway/protocol'
import { isOver, type Picture } from '../picture.ts'
import { isTimed, passedByRow } from './passed-at.ts'
import type { SplitPlaces } from './split-places.ts'

/** A full kilometre, or mile, that is behind somebody, or the finish. */
export interface PassedSplit {
  /** From the start. */
  cm: number
  /** Net, ms. */
  ms: number
  /** Since the one before, s/km; null where that is not known, or too near to tell. */
  pace: number | null
  place: number | null
  /**
   * Places won since the split before; lost ones are below 0. Null while a later wave may still be on its way to either: the
   * further on, the fewer have been there.
   */
  gained: number | null
}

/** A place ahead, or behind: the finish, a kilometre or mile, my spot. */
export interface PassAhead {
  cm: number
  /** Null where it has been passed, or cannot be told yet. */
  expected: Expected | null
  isPassed: boolean
  /** When that was, race ms; null where it is not known, or still ahead. */
  passedMs: number | null
  /** Whether that is the truth: between two measured places it is worked out, as if nobody had stopped on the way. */
  isMeasured: boolean
}

/** Over less than this a pace is not told, cm: the last piece of a course may be a few metres. */
const shortestCm = 10_000

/** What is told of somebody who is followed. */
export interface RunnerCard {
  row: BoardRow
  /** What is taken from race times to have this runner's own, ms. */
  gunMs: number
  /** With the finish at the end, once they are in. */
  splits: PassedSplit[]
  /** Whether the places of `splits` are for good: with waves who comes later may still have been quicker. */
  isSettled: boolean
  finish: Expected | null
  /** Kilometres or miles that are still to come, and the finish. */
  ahead: PassAhead[]
  spots: PassAhead[]
}

/**
 * @param spots where the course comes by my spot, cm
 * @param everyCm what the course is marked by: a kilometre or a mile
 * @param traced when this runner's recorded line came past a spot, race ms by cm: nearer to the truth than what lies
 * between two measured places
 */
export function runnerCard(
  picture: Pick<Picture, 'race' | 'raceMs' | 'board' | 'facts'>,
  course: Pick<Course, 'lengthCm' | 'fenceIntervals'>,
  row: BoardRow,
  spots: readonly number[],
  places: SplitPlaces,
  everyCm: number,
  traced?: ReadonlyMap<number, number>,
): RunnerCard {
  const facts = picture.facts.get(row.entry.id)
  const forecast = isOver(picture)
    ? null
    : forecastOf(picture.race, course, row, facts, stopHabitAt(picture, course))
  const marks: number[] = []
  for (let n = 1; n * everyCm < course.lengthCm; n++) if (n * everyCm > row.cm) marks.push(n * everyCm)
  if (!row.finished) marks.push(course.lengthCm)
  return {
    row,
    gunMs: waveGunMs(picture.race, row.entry.wave),
    isSettled: areSettled(picture),
    splits: passedSplits(picture, course.lengthCm, row, places, everyCm),
    finish: forecast?.at(course.lengthCm) ?? null,
    ahead: marks.map((cm) => passAhead(picture, course.lengthCm, forecast, row, cm)),
    spots: spots.map((cm) => passAhead(picture, course.lengthCm, forecast, row, cm, traced)),
  }
}

function passAhead(
  picture: Pick<Picture, 'race' | 'facts'>,
  lengthCm: number,
  forecast: Forecast | null,
  row: BoardRow,
  cm: number,
  traced?: ReadonlyMap<number, number>,
): PassAhead {
  const isPassed = row.cm >= cm && row.cm > 0
  const tracedMs = isPassed ? traced?.get(cm) : undefined
  const passedMs = isPassed ? (tracedMs ?? passedByRow(picture, lengthCm, row, cm)) : null
  const isMeasured = passedMs !== null && (tracedMs !== undefined || isTimed(cm, lengthCm))
  return { cm, expected: forecast?.at(cm) ?? null, isPassed, passedMs, isMeasured }
}

/** Whether nobody can come before somebody by being at a place later: with waves not before all is over. */
function areSettled(picture: Pick<Picture, 'race' | 'raceMs'>): boolean {
  return picture.race.waves.length < 2 || isOver(picture)
}

function passedSplits(
  picture: Pick<Picture, 'race' | 'raceMs' | 'board' | 'facts'>,
  lengthCm: number,
  row: BoardRow,
  places: SplitPlaces,
  everyCm: number,
): PassedSplit[] {
  const facts = picture.facts.get(row.entry.id)
  const gunMs = waveGunMs(picture.race, row.entry.wave)
  const splits: PassedSplit[] = []
  const isSettled = areSettled(picture)
  let before: { cm: number; ms: number; place: number | null } | null = {
    cm: 0,
    ms: (facts?.start ?? gunMs) - gunMs,
    place: null,
  }
  const add = (cm: number, ms: number, place: number | null) => {
    const gained = isSettled && before?.place && place ? before.place - place : null
    const far = cm - (before?.cm ?? cm)
    const pace = before && far >= shortestCm ? ((ms - before.ms) * 100) / far : null
    splits.push({ cm, ms, pace, place, gained })
    before = { cm, ms, place }
  }
  for (let n = 1; n * everyCm < lengthCm; n++) {
    const cm = n * everyCm
    const t = passedByRow(picture, lengthCm, row, cm)
    if (t === null || t > picture.raceMs) {
      before = null
      continue
    }
    add(cm, t - gunMs, places.at(picture, row, cm, lengthCm))
  }
  if (row.finished) add(lengthCm, shownTimeMs(row), row.position)
  return splits
}
