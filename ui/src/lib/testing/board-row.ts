import type { BoardRow } from '@racecast/gateway/protocol'
import { entry } from './race.ts'

/** A line of the board of somebody who has run 3 km at 4:00 min/km, and what can be changed about it. */
export function boardRow(id: number, changes: Partial<BoardRow> = {}): BoardRow {
  return {
    position: id,
    entry: entry(id),
    slot: id - 1,
    cm: 300_000,
    toGoCm: 200_000,
    raceMs: 720_000,
    placedMs: 720_000,
    averagePace: 240,
    currentPace: 240,
    gapMs: null,
    finished: false,
    fenceSince: null,
    fenceMs: 0,
    certainty: 'known',
    ageMs: 0,
    ...changes,
  }
}
