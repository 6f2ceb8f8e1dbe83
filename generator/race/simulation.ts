import type { Course } from '@racecast/courses'
import type { CreateRace, EntryRecord, FixRow, RaceRecord } from '@racecast/pinot/events'
import type { CompetitorPlan } from '../plan/index.ts'
import { newRace } from './creation.ts'
import { checkRequest } from './request.ts'

export interface Simulation {
  record: RaceRecord
  entries: EntryRecord[]
  /** The truth, by competitorId - 1. */
  plans: readonly CompetitorPlan[]
  /** The rows after the last call up to the whole second (epoch ms), in the order of time. */
  rowsUpTo(second: number): FixRow[]
}

/** A whole simulated race without a sink or a clock, for tests and benchmarks; its gun is at `startTime`. */
export function simulateRace(
  request: Omit<CreateRace, 'course'>,
  course: Course,
  startTime: number,
): Simulation {
  const clock = { now: () => startTime }
  const { race, entries } = newRace({
    request: checkRequest({ ...request, course: course.shortName, startTime }),
    course,
    slug: `${course.shortName}-simulation`,
    now: startTime,
    clock,
    backlogMs: Number.POSITIVE_INFINITY,
  })
  race.record = { ...race.record, status: 'started' }
  return {
    record: race.record,
    entries,
    plans: race.plans,
    rowsUpTo(second) {
      const batch = race.source.take(second, Number.POSITIVE_INFINITY)
      if (batch) race.source.acknowledge(batch)
      return (batch?.rows ?? []).sort((a, b) => a.timestamp - b.timestamp || a.competitorId - b.competitorId)
    },
  }
}
