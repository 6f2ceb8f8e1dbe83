import { type FixRow, type RaceRecord, raceTimeAt } from '@racecast/pinot/events'
import { EntityFlag, type RaceState } from '../protocol/index.ts'
import type { TickSeen } from './cadence.ts'

/** Who has been silent for longer, in expected intervals, is not waited for. */
const waitedForIntervals = 3

/** Whether `latest`, asked for at `askedAt`, shows the newest tick of everybody who is on the way and has a signal. */
export function tickSeen(
  state: RaceState,
  race: RaceRecord,
  latest: readonly FixRow[],
  askedAt: number,
): TickSeen {
  let newest: number | null = null
  let publishedAt: number | null = null
  for (const row of latest) {
    if (newest !== null && row.timestamp <= newest) continue
    newest = row.timestamp
    publishedAt = row.publishedAt
  }
  const seen = { newest, publishedAt, askedAt }
  if (newest === null) return { ...seen, whole: true }
  const stepMs = race.fixIntervalS * 1000
  const { entities } = state
  const newestMs = raceTimeAt(race, newest)
  for (let slot = 0; slot < entities.size; slot++) {
    if (entities.flags[slot]! & EntityFlag.finished) continue
    const behindMs = newestMs - entities.t[slot]!
    if (behindMs > stepMs / 2 && behindMs < waitedForIntervals * stepMs) return { ...seen, whole: false }
  }
  return { ...seen, whole: true }
}
