import type { EntryRecord, RaceRecord } from '@racecast/pinot/events'
import { RaceState } from '../protocol/index.ts'
import { raceInfoOf } from './race-info.ts'
import { rosterEntryOf } from './roster.ts'

/**
 * The state with which an epoch begins: everybody who is entered, nobody seen yet. Standings other than `entered`
 * are left to the first fold, which logs them.
 */
export function newEpoch(race: RaceRecord, entries: readonly EntryRecord[], epoch: number): RaceState {
  const roster = entries.map((entry) => rosterEntryOf({ ...entry, standing: 'entered' }))
  return new RaceState({
    ...{ type: 'snapshot', epoch, seq: 0, hash: 0, reason: 'epoch', race: raceInfoOf(race), roster },
    lag: { measuredAt: null, publishedAt: null, pollStart: 0, pollEnd: 0, sentAt: 0 },
    ...{ positions: [], facts: [], front: [], log: [] },
  })
}
