import type { Course } from '@racecast/courses'
import type { PlanParameters, RaceRecord } from '@racecast/pinot/events'
import { type CompetitorPlan, makeField } from '../plan/index.ts'
import type { RowSource } from '../sources/row-source.ts'
import { simulatedSource } from '../sources/simulated-source.ts'

export interface Retirement {
  competitorId: number
  /** Race time, ms. */
  atMs: number
}

/** A race that this process produces rows of. */
export interface ActiveRace {
  /** As it was last acknowledged. */
  record: RaceRecord
  /** The newest `updatedAt` that was tried. */
  stamp: number
  /** A record was sent and nothing is known of it: `record` has to be sent again before any row. */
  unsure: boolean
  readonly plans: readonly CompetitorPlan[]
  readonly source: RowSource
  /** Who gives up, in the order of time. */
  readonly retirements: readonly Retirement[]
}

export interface ActiveRaceOptions {
  record: RaceRecord & { plan: PlanParameters }
  course: Course
  /** Index of the wave of the competitor with index i. */
  waveOf?: (i: number) => number
  /** Timestamp of the newest acknowledged row, epoch ms, or null. */
  newest: number | null
  backlogMs: number
}

/** Makes the plans of a race, and what else follows from its record. */
export function activateRace({ record, course, waveOf, newest, backlogMs }: ActiveRaceOptions): ActiveRace {
  const { runId, seed, plan } = record
  const plans = makeField({ course, plan, seed, ...(waveOf && { waveOf }) })
  const retirements = plans
    .flatMap(({ dnfMs }, i) => (dnfMs === null ? [] : [{ competitorId: i + 1, atMs: dnfMs }]))
    .sort((a, b) => a.atMs - b.atMs)
  const race: ActiveRace = {
    record,
    stamp: record.updatedAt,
    unsure: false,
    plans,
    retirements,
    source: simulatedSource({
      runId,
      course,
      seed,
      plan,
      plans,
      newest,
      backlogMs,
      record: () => race.record,
    }),
  }
  return race
}
