import type { EntryRecord } from '@racecast/pinot/events'
import type { RosterEntry } from '../protocol/index.ts'

/** An entry as viewers may see it: nothing beyond this point has the name or club of an anonymous one. */
export function rosterEntryOf(entry: EntryRecord): RosterEntry {
  const { competitorId: id, bib, name, club, category, wave, role, anonymous, standing } = entry
  const known = anonymous ? { name: '', club: '' } : { name, club }
  return { id, bib, ...known, category, wave, role, anonymous, standing }
}

export interface RosterChanges {
  roster: RosterEntry[]
  /** Whose standing changed, and what record said so. */
  standings: EntryRecord[]
}

/** What is new in `entries`. An entry that is missing from them is not withdrawn. */
export function rosterChanges(
  roster: ReadonlyMap<number, RosterEntry>,
  entries: readonly EntryRecord[],
): RosterChanges {
  const changes: RosterChanges = { roster: [], standings: [] }
  for (const record of entries) {
    const held = roster.get(record.competitorId)
    const entry = rosterEntryOf(record)
    if (held && same(held, entry)) continue
    changes.roster.push(entry)
    if ((held?.standing ?? 'entered') !== entry.standing) changes.standings.push(record)
  }
  return changes
}

function same(a: RosterEntry, b: RosterEntry): boolean {
  return (Object.keys(a) as (keyof RosterEntry)[]).every((field) => a[field] === b[field])
}
