import type { Course } from '@racecast/courses'
import {
  type BoardRow,
  type Expected,
  type Forecast,
  forecastOf,
  waveGunMs,
} from '@racecast/gateway/protocol'
import type { Picture } from '../picture.ts'
import type { SplitPlaces } from './split-places.ts'

/** A full kilometre that is behind somebody. */
export interface PassedSplit {
  km: number
  /** Net, ms. */
  ms: number
  /** Over this kilometre, s/km; null where the one before is not known. */
  pace: number | null
  place: number | null
  /** Places won since the split before; lost ones are below 0. */
  gained: number | null
}

/** A place ahead, or behind: the finish, a kilometre, my spot. */
export interface PassAhead {
  cm: number
  /** Null where it has been passed, or cannot be told yet. */
  expected: Expected | null
  isPassed: boolean
}

/** What is told of somebody who is followed. */
export interface RunnerCard {
  row: BoardRow
  /** What is taken from race times to have this runner's own, ms. */
  gunMs: number
  splits: PassedSplit[]
  finish: Expected | null
  /** Kilometres that are still to come. */
  kmAhead: PassAhead[]
  spots: PassAhead[]
}

export function runnerCard(
  picture: Pick<Picture, 'race' | 'raceMs' | 'board' | 'facts'>,
  course: Pick<Course, 'lengthCm' | 'fenceIntervals'>,
  row: BoardRow,
  spots: readonly number[],
  places: SplitPlaces,
): RunnerCard {
  const forecast = forecastOf(picture.race, course, row, picture.facts.get(row.entry.id))
  const marks: number[] = []
  for (let cm = 100_000; cm < course.lengthCm; cm += 100_000) if (cm > row.cm) marks.push(cm)
  return {
    row,
    gunMs: waveGunMs(picture.race, row.entry.wave),
    splits: passedSplits(picture, row, places),
    finish: forecast?.at(course.lengthCm) ?? null,
    kmAhead: marks.map((cm) => passAhead(forecast, row, cm)),
    spots: spots.map((cm) => passAhead(forecast, row, cm)),
  }
}

function passAhead(forecast: Forecast | null, row: BoardRow, cm: number): PassAhead {
  return { cm, expected: forecast?.at(cm) ?? null, isPassed: row.cm >= cm && row.cm > 0 }
}

function passedSplits(
  picture: Pick<Picture, 'race' | 'raceMs' | 'board' | 'facts'>,
  row: BoardRow,
  places: SplitPlaces,
): PassedSplit[] {
  const facts = picture.facts.get(row.entry.id)
  const gunMs = waveGunMs(picture.race, row.entry.wave)
  const splits: PassedSplit[] = []
  let before: { ms: number; place: number | null } | null = {
    ms: (facts?.start ?? gunMs) - gunMs,
    place: null,
  }
  facts?.splits?.forEach((t, i) => {
    if (t === null || t > picture.raceMs) {
      before = null
      return
    }
    const km = i + 1
    const ms = t - gunMs
    const place = places.at(picture, row, km)
    const gained = before?.place && place ? before.place - place : null
    splits.push({ km, ms, pace: before ? (ms - before.ms) / 1000 : null, place, gained })
    before = { ms, place }
  })
  return splits
}

/** Half the width of the band, ms: what stands behind the plus-minus. */
export function plusMinus({ raceMs, early, late }: Expected): number {
  return Math.max(late - raceMs, raceMs - early)
}
