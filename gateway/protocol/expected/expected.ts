import type { Course } from '@racecast/courses'
import type { BoardRow } from '../board-row.ts'
import type { Facts, RaceInfo } from '../messages.ts'
import { waveGunMs } from '../wave-gun.ts'
import { bandOf } from './band.ts'
import { type FenceStop, fenceStops } from './fence-stops.ts'
import { PaceLine, type Passage } from './pace-line.ts'
import { believedHabit, type StopHabit } from './stop-habit.ts'

/** When somebody is expected at a place: race ms by the race's gun, and the band that holds it four times in five. */
export interface Expected {
  raceMs: number
  early: number
  late: number
}

/** The band's share of all cases. */
const bandShare = 0.8
/** For how long a runner who is ahead of its line stays so, ms. */
const swingMs = 9_000
/** How much of a difference in current pace is taken on, ms for a pace of nothing. */
const currentPaceMs = 3_000
/** How much less the time that somebody still stands scatters than it lasts: for times between some and many seconds. */
const standingScatter = 0.75
/** For how long somebody has stood when it is noticed, ms. */
const noticedAfterMs = 5_000

/**
 * Expected times of one runner at any place still ahead, from the splits, the average and the current pace.
 *
 * The line through the passages so far (`PaceLine`) says how long the rest takes; what the runner is off that line just
 * now is forgotten exponentially on the way (best linear prediction with correlated errors: Goldberger, JASA 57, 1962),
 * and a current pace off the line's likewise. The band is the shortest one that holds 80 % of the cases, with those who
 * will stop on the way, as often and as long as the field of this race has stopped so far (`stopHabitAt`).
 */
export class Forecast {
  readonly #line: PaceLine
  readonly #lengthCm: number
  readonly #row: BoardRow
  /** What is added to the running time of a place to have its race time, ms. */
  readonly #offset: number
  readonly #gunMs: number
  readonly #now: Passage
  readonly #residual: number
  readonly #fence: Course['fenceIntervals']
  readonly #habit: StopHabit

  constructor(
    line: PaceLine,
    course: Pick<Course, 'lengthCm' | 'fenceIntervals'>,
    row: BoardRow,
    now: Passage,
    {
      gunMs,
      offset,
      hasStopped,
      habit,
    }: { gunMs: number; offset: number; hasStopped: boolean; habit: StopHabit },
  ) {
    this.#line = line
    this.#lengthCm = course.lengthCm
    this.#fence = hasStopped ? [] : course.fenceIntervals
    this.#row = row
    this.#now = now
    this.#residual = now.ms - line.msAt(now.share)
    this.#gunMs = gunMs
    this.#offset = offset
    this.#habit = habit
  }

  /** When it comes by at `cm`; null where it has been already, and beyond the finish. */
  at(cm: number): Expected | null {
    if (cm <= this.#row.cm || cm > this.#lengthCm) return null
    const share = cm / this.#lengthCm
    const line = this.#line
    const span = line.msAt(share) - line.msAt(this.#now.share)
    const kept = Math.exp(-((span / swingMs) ** 2) / 2)
    let ms = line.msAt(share) + kept * this.#residual + this.#byCurrentPace(kept)
    let variance = line.variance(share, kept) + line.scatterMs ** 2 * (1 - kept ** 2)
    const { meanMs, sdMs } = this.#habit
    if (this.#row.currentPace === null) {
      // What is left, on the mean, of a time that one comes into anywhere (the renewal paradox: Feller II, XI.4).
      const leftMs = Math.max(0, (meanMs ** 2 + sdMs ** 2) / (2 * meanMs) - noticedAfterMs)
      ms += leftMs
      variance += (standingScatter * leftMs) ** 2
    }
    const band = bandOf(
      { mean: ms, sd: Math.sqrt(variance), share: this.#stopsBefore(cm), moreMean: meanMs, moreSd: sdMs },
      bandShare,
    )
    // It is not there yet: whatever was expected, it comes after the moment that is shown.
    const soonest = this.#row.raceMs + this.#gunMs
    const raceMs = Math.max(soonest, Math.round(band.middle + this.#offset))
    return {
      raceMs,
      early: Math.max(soonest, Math.round(band.from + this.#offset)),
      late: Math.max(raceMs, Math.round(band.to + this.#offset)),
    }
  }

  #byCurrentPace(kept: number): number {
    const pace = this.#row.currentPace
    if (pace === null) return 0
    const usual = 100 / (this.#line.speedAt(this.#now.ms) * this.#lengthCm)
    return (pace / usual - 1) * currentPaceMs * (1 - kept)
  }

  /** How likely it is to stop on the way to `cm`, not having stopped so far: by how much of the fence is on the way. */
  #stopsBefore(cm: number): number {
    let all = 0
    let behind = 0
    let ahead = 0
    for (const { fromCm, toCm } of this.#fence) {
      all += toCm - fromCm
      behind += Math.max(0, Math.min(toCm, this.#row.cm) - fromCm)
      ahead += Math.max(0, Math.min(toCm, cm) - Math.max(fromCm, this.#row.cm))
    }
    const { share } = this.#habit
    return all === 0 ? 0 : (share * ahead) / (all - share * behind)
  }
}

/**
 * What can be expected of the runner of `row`; null where there is nothing to expect, or nothing to go by.
 *
 * @param habit how the field stops, of `stopHabitAt`; what is believed of every field if left out
 */
export function forecastOf(
  race: Pick<RaceInfo, 'waves' | 'startTime' | 'pauses'>,
  course: Pick<Course, 'lengthCm' | 'fenceIntervals'>,
  row: BoardRow,
  facts: Facts | undefined,
  habit: StopHabit = believedHabit,
): Forecast | null {
  if (row.finished || row.averagePace === null || row.entry.standing !== 'entered') return null
  const gunMs = waveGunMs(race, row.entry.wave)
  const startMs = facts?.start ?? gunMs
  const placedMs = row.placedMs + gunMs
  if (placedMs <= startMs) return null
  const stops = fenceStops(course, facts, placedMs, placedMs - startMs, row.cm)
  const passages: Passage[] = []
  facts?.splits?.forEach((t, i) => {
    const cm = (i + 1) * 100_000
    if (t === null || t >= placedMs || cm >= row.cm || stops.some((stop) => isIn(stop, t))) return
    passages.push({ share: cm / course.lengthCm, ms: t - startMs - stoodBefore(stops, t) })
  })
  const stoodMs = stoodBefore(stops, placedMs)
  const now = { share: row.cm / course.lengthCm, ms: placedMs - startMs - stoodMs }
  passages.push(now)
  return new Forecast(new PaceLine(passages), course, row, now, {
    gunMs,
    offset: startMs + stoodMs,
    hasStopped: stops.length > 0,
    habit,
  })
}

/** When the runner of `row` is expected at `cm`: one question of `forecastOf`, which answers many. */
export function expectedAt(
  race: Pick<RaceInfo, 'waves' | 'startTime' | 'pauses'>,
  course: Pick<Course, 'lengthCm' | 'fenceIntervals'>,
  row: BoardRow,
  facts: Facts | undefined,
  cm: number,
  habit: StopHabit = believedHabit,
): Expected | null {
  return forecastOf(race, course, row, facts, habit)?.at(cm) ?? null
}

function isIn({ inMs, outMs }: FenceStop, t: number): boolean {
  return inMs <= t && (outMs === null || outMs > t)
}

function stoodBefore(stops: readonly FenceStop[], t: number): number {
  return stops.reduce((sum, { inMs, stoodMs }) => (inMs <= t ? sum + stoodMs : sum), 0)
}
