import type { Course } from '@racecast/courses'
import {
  type BoardRow,
  type Expected,
  type Forecast,
  forecastOf,
  stopHabitAt,
  waveGunMs,
} from '@racecast/gateway/protocol'
import type { Picture } from '../picture.ts'
import { passedByRow } from './passed-at.ts'
import type { SplitPlaces } from './split-places.ts'

/** A full kilometre, or mile, that is behind somebody. */
export interface PassedSplit {
  /** How many from the start. */
  n: number
  /** Net, ms. */
  ms: number
  /** Over this one, s/km; null where the one before is not known. */
  pace: number | null
  place: number | null
  /** Places won since the split before; lost ones are below 0. */
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
}

/** What is told of somebody who is followed. */
export interface RunnerCard {
  row: BoardRow
  /** What is taken from race times to have this runner's own, ms. */
  gunMs: number
  splits: PassedSplit[]
  finish: Expected | null
  /** Kilometres or miles that are still to come. */
  ahead: PassAhead[]
  spots: PassAhead[]
}

/**
 * @param spots where the course comes by my spot, cm
 * @param everyCm what the course is marked by: a kilometre or a mile
 */
export function runnerCard(
  picture: Pick<Picture, 'race' | 'raceMs' | 'board' | 'facts'>,
  course: Pick<Course, 'lengthCm' | 'fenceIntervals'>,
  row: BoardRow,
  spots: readonly number[],
  places: SplitPlaces,
  everyCm: number,
): RunnerCard {
  const forecast = forecastOf(
    picture.race,
    course,
    row,
    picture.facts.get(row.entry.id),
    stopHabitAt(picture, course),
  )
  const marks: number[] = []
  for (let n = 1; n * everyCm < course.lengthCm; n++) if (n * everyCm > row.cm) marks.push(n * everyCm)
  return {
    row,
    gunMs: waveGunMs(picture.race, row.entry.wave),
    splits: passedSplits(picture, course.lengthCm, row, places, everyCm),
    finish: forecast?.at(course.lengthCm) ?? null,
    ahead: marks.map((cm) => passAhead(picture, course.lengthCm, forecast, row, cm)),
    spots: spots.map((cm) => passAhead(picture, course.lengthCm, forecast, row, cm)),
  }
}

function passAhead(
  picture: Pick<Picture, 'race' | 'facts'>,
  lengthCm: number,
  forecast: Forecast | null,
  row: BoardRow,
  cm: number,
): PassAhead {
  const isPassed = row.cm >= cm && row.cm > 0
  const passedMs = isPassed ? passedByRow(picture, lengthCm, row, cm) : null
  return { cm, expected: forecast?.at(cm) ?? null, isPassed, passedMs }
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
  let before: { ms: number; place: number | null } | null = {
    ms: (facts?.start ?? gunMs) - gunMs,
    place: null,
  }
  for (let n = 1; n * everyCm < lengthCm; n++) {
    const cm = n * everyCm
    const t = passedByRow(picture, lengthCm, row, cm)
    if (t === null || t > picture.raceMs) {
      before = null
      continue
    }
    const ms = t - gunMs
    const place = places.at(picture, row, cm, lengthCm)
    const gained = before?.place && place ? before.place - place : null
    const pace = before ? ((ms - before.ms) * 100) / everyCm : null
    splits.push({ n, ms, pace, place, gained })
    before = { ms, place }
  }
  return splits
}
