import { type FixRow, type RaceRecord, raceTimeAt } from '@racecast/pinot/events'
import { EntityFlag, type RaceState } from '../protocol/index.ts'
import type { TickSeen } from './cadence.ts'

/** Who has been silent for longer, in expected intervals, is not waited for. */
const waitedForIntervals = 3

/** Whether `latest` shows the newest tick of everybody who is on the way and has a signal. */
export function tickSeen(state: RaceState, race: RaceRecord, latest: readonly FixRow[]): TickSeen {
  let newest: number | null = null
  for (const { timestamp } of latest) if (newest === null || timestamp > newest) newest = timestamp
  if (newest === null) return { newest, whole: true }
  const stepMs = race.fixIntervalS * 1000
  const { entities } = state
  const newestMs = raceTimeAt(race, newest)
  for (let slot = 0; slot < entities.size; slot++) {
    if (entities.flags[slot]! & EntityFlag.finished) continue
    const behindMs = newestMs - entities.t[slot]!
    if (behindMs > stepMs / 2 && behindMs < waitedForIntervals * stepMs) return { newest, whole: false }
  }
  return { newest, whole: true }
}
