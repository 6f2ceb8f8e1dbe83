import { type RaceRecord, type RaceStatus, type Ruling, raceTimeAt } from '@racecast/pinot/events'
import type { RaceInfo } from '../protocol/index.ts'

/** What viewers may know of a race. */
export function raceInfoOf(race: RaceRecord): RaceInfo {
  const { runId, slug, name, course, courseHash, kind, status, startTime, waves } = race
  const { fixIntervalS, playoutDelayMs, pauses, gaps, finishedAt, rulings } = race
  return {
    ...{ runId, slug, name, course, courseHash, kind, status, startTime, waves },
    ...{ fixIntervalS, playoutDelayMs, pauses, gaps, finishedAt, ...(rulings && { rulings }) },
    simulated: kind === 'simulated',
  }
}

/** A status and since when, race ms. */
export interface StatusSince {
  status: RaceStatus
  t: number
}

/**
 * Every status that a race has had, worked out from its newest record: a log rebuilt from history then says the
 * same as one that saw each record. Empty until the gun.
 */
export function statusesOf(race: RaceRecord): StatusSince[] {
  const at = (wallMs: number) => raceTimeAt(race, wallMs)
  if (race.status === 'scheduled') return []
  const past: StatusSince[] = [{ status: 'started', t: 0 }]
  for (const { from, to } of [...race.pauses].sort((a, b) => a.from - b.from)) {
    past.push({ status: 'paused', t: at(from) })
    const goesOn = to !== null && (race.finishedAt === null || to < race.finishedAt)
    if (goesOn) past.push({ status: 'started', t: at(to) })
  }
  const over = race.status === 'finished' || race.status === 'official'
  if (over) past.push({ status: 'finished', t: at(race.finishedAt ?? race.updatedAt) })
  if (race.status === 'official') past.push({ status: 'official', t: at(race.updatedAt) })
  return past
}

type WorkedOutWith = Pick<RaceInfo, 'startTime' | 'waves' | 'courseHash' | 'rulings'>

/** The same for the same decisions, in whatever order they were written. */
export const rulingsOf = (rulings: readonly Ruling[] = []) =>
  rulings.map(({ competitorId, at, until }) => [competitorId, at, until]).sort(([a], [b]) => a! - b!)

/** Whether what the fold has worked out for `held` holds no longer: race time, the course, or a finish that counts is another. */
export function isContradicted(held: WorkedOutWith, race: WorkedOutWith): boolean {
  const worked = ({ startTime, waves, courseHash, rulings }: WorkedOutWith) =>
    JSON.stringify([
      startTime,
      waves.map((wave) => [wave.wave, wave.startTime]),
      courseHash,
      rulingsOf(rulings),
    ])
  return worked(held) !== worked(race)
}
