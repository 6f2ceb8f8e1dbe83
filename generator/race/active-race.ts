import type { Course } from '@racecast/courses'
import type { PlanParameters, RaceRecord } from '@racecast/pinot/events'
import { type CompetitorPlan, makeField } from '../plan/index.ts'
import type { RowSource } from '../sources/row-source.ts'
import { simulatedSource } from '../sources/simulated-source.ts'
import { planClock } from './record.ts'

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
  /** Whose tracker is silent: who does not start, and whom race control has taken out of the race; competitorIds. */
  readonly withdrawn: Set<number>
}

export interface ActiveRaceOptions {
  record: RaceRecord & { plan: PlanParameters }
  course: Course
  /** Index of the wave of the competitor with index i. */
  waveOf?: (i: number) => number
  /** As `makeField` gives them, where they are made already. */
  plans?: readonly CompetitorPlan[]
  withdrawn?: Iterable<number>
  /** Timestamp of the newest acknowledged row, epoch ms, or null. */
  newest: number | null
  backlogMs: number
}

/** Makes the plans of a race, and what else follows from its record. */
export function activateRace(options: ActiveRaceOptions): ActiveRace {
  const { record, course, waveOf, newest, backlogMs } = options
  const { runId, seed, plan } = record
  const plans = options.plans ?? makeField({ course, plan, seed, ...(waveOf && { waveOf }) })
  const retirements = plans
    .flatMap(({ dnfMs }, i) => (dnfMs === null ? [] : [{ competitorId: i + 1, atMs: dnfMs }]))
    .sort((a, b) => a.atMs - b.atMs)
  const withdrawn = new Set(options.withdrawn)
  const race: ActiveRace = {
    record,
    stamp: record.updatedAt,
    unsure: false,
    plans,
    retirements,
    withdrawn,
    source: simulatedSource({
      runId,
      course,
      seed,
      plan,
      plans,
      newest,
      backlogMs,
      withdrawn,
      record: () => ({ ...planClock(race.record), finishedAt: race.record.finishedAt }),
    }),
  }
  return race
}
