import type { Course } from '@racecast/courses'
import type { BoardRow } from '../board-row.ts'
import type { Facts, RaceInfo } from '../messages.ts'
import { waveGunMs } from '../wave-gun.ts'
import { fenceStops } from './fence-stops.ts'

/** How a field stops where its course lets it: in the fence. */
export interface StopHabit {
  /** Of those who run through all of the fence, the share that stops there, 0..1. */
  share: number
  /** How long they stand: mean and standard deviation, ms. */
  meanMs: number
  sdMs: number
}

/** What is believed of a field that nothing was seen of yet. */
export const believedHabit: StopHabit = { share: 0.1, meanMs: 35_000, sdMs: 15_000 }
/** How many runners, and how many stops, what is believed counts for against those that were seen. */
const worthRunners = 10
const worthStops = 5
/** More are not looked at: the share of a thousand is known to a point. */
const mostLookedAt = 1000
/** How long what was learnt holds, race ms. */
const freshMs = 10_000

interface FieldAt {
  race: Pick<RaceInfo, 'waves' | 'startTime' | 'pauses'>
  raceMs: number
  board: readonly BoardRow[]
  /** By competitor id; what is later than the moment does not count. */
  facts: ReadonlyMap<number, Facts>
}

const learnt = new WeakMap<ReadonlyMap<number, Facts>, { atMs: number; habit: StopHabit }>()

/** What the field has shown of its stops up to the moment of `field`; worked out anew every ten seconds of the race. */
export function stopHabitAt(field: FieldAt, course: Pick<Course, 'fenceIntervals'>): StopHabit {
  const known = learnt.get(field.facts)
  if (known && Math.abs(field.raceMs - known.atMs) < freshMs) return known.habit
  const habit = course.fenceIntervals.length === 0 ? believedHabit : learn(field, course)
  learnt.set(field.facts, { atMs: field.raceMs, habit })
  return habit
}

/**
 * The mean of a beta distribution for the share, each runner counting for as much of the fence as is behind them; for how
 * long they stand, mean and variance with prior observations (Gelman et al., Bayesian Data Analysis, 2.4 and 3.3).
 */
function learn({ race, board, facts }: FieldAt, course: Pick<Course, 'fenceIntervals'>): StopHabit {
  const all = course.fenceIntervals.reduce((sum, { fromCm, toCm }) => sum + toCm - fromCm, 0)
  let stopped = worthRunners * believedHabit.share
  let passed = worthRunners
  const stood: number[] = []
  let standingMs = 0
  const every = Math.max(1, Math.ceil(board.length / mostLookedAt))
  for (let i = 0; i < board.length; i += every) {
    const row = board[i]!
    const own = facts.get(row.entry.id)
    const gunMs = waveGunMs(race, row.entry.wave)
    const placedMs = row.placedMs + gunMs
    const stops = fenceStops(course, own, placedMs, placedMs - (own?.start ?? gunMs), row.cm)
    if (stops.length === 0) {
      passed += behindOf(course, row.cm) / all
      continue
    }
    passed++
    stopped++
    for (const { outMs, stoodMs } of stops) {
      if (outMs === null) standingMs += stoodMs
      else stood.push(stoodMs)
    }
  }
  const { meanMs: believedMs, sdMs: believedSdMs } = believedHabit
  const count = stood.length + worthStops
  const stoodMs = stood.reduce((sum, ms) => sum + ms, 0)
  // Those who still stand have stood at least so long: without them the first to go on would speak for all.
  const meanMs = (stoodMs + standingMs + worthStops * believedMs) / count
  const squares = stood.reduce((sum, ms) => sum + (ms - meanMs) ** 2, 0)
  const believed = worthStops * (believedSdMs ** 2 + (believedMs - meanMs) ** 2)
  return { share: stopped / passed, meanMs, sdMs: Math.sqrt((squares + believed) / count) }
}

function behindOf({ fenceIntervals }: Pick<Course, 'fenceIntervals'>, cm: number): number {
  return fenceIntervals.reduce((sum, { fromCm, toCm }) => sum + Math.max(0, Math.min(toCm, cm) - fromCm), 0)
}
