import { isDeleted, type PlanParameters, type RaceRecord } from '@racecast/pinot/events'
import { PLAN_VERSION } from '../plan/index.ts'
import { type ActiveRace, activateRace } from './active-race.ts'
import { waveIndex } from './creation.ts'
import { isOut } from './orders.ts'
import type { GeneratorPorts, Log } from './ports.ts'
import { isOver } from './record.ts'

/** Why a race that is not over cannot go on, or null. */
function obstacle(race: RaceRecord, courses: GeneratorPorts['courses']): string | null {
  const course = courses.get(race.course)
  if (!course) return `there is no course ${race.course}; add it again`
  if (course.hash !== race.courseHash)
    return `course ${race.course} is ${course.hash} now and was ${race.courseHash} when the race was made; put it back`
  if (race.planVersion !== PLAN_VERSION)
    return `its plan version ${race.planVersion} is not ${PLAN_VERSION}; use the version that made it`
  return null
}

export interface RecoveredRaces {
  records: RaceRecord[]
  active: ActiveRace[]
  /** Races that were deleted, whose rows may still be there; runIds. */
  deleted: string[]
}

/**
 * All races that the sink has, and those of them that go on here. Sends nothing; rejects as the sink does, and may
 * then be tried again.
 */
export async function recoverRaces(
  { sink, courses }: GeneratorPorts,
  backlogMs: number,
  log: Log,
): Promise<RecoveredRaces> {
  const all = await sink.races()
  const records = all.filter((race) => !isDeleted(race))
  const deleted = all.filter(isDeleted).map(({ runId }) => runId)
  const active: ActiveRace[] = []
  for (const record of records) {
    const { runId, plan } = record
    if (record.kind !== 'simulated' || plan === null || isOver(record)) continue
    const reason = obstacle(record, courses)
    if (reason !== null) {
      log.error({ runId, reason }, 'race cannot go on')
      continue
    }
    const waves = record.waves.map(({ wave }) => wave)
    const entries = await sink.entries(runId)
    const withdrawn = entries
      .filter(({ standing }) => isOut(standing))
      .map(({ competitorId }) => competitorId)
    const waved = waves.length > 1 && { waveOf: waveIndex(waves, entries) }
    const newest = await sink.newestFix(runId)
    const simulated: RaceRecord & { plan: PlanParameters } = { ...record, plan }
    active.push(
      activateRace({
        record: simulated,
        course: courses.get(record.course)!,
        newest,
        backlogMs,
        withdrawn,
        ...waved,
      }),
    )
    log.info({ runId, slug: record.slug, newest }, 'race goes on')
  }
  return { records, active, deleted }
}
