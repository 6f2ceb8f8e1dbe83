import type { EntryRecord, FixRow, RaceRecord } from '@racecast/pinot/events'
import { type Delta, isRanked, type Lag, type RaceState, type RosterEntry } from '../protocol/index.ts'
import { FixFold } from './fix-fold.ts'
import { LogDrafts } from './log-drafts.ts'
import type { Ground } from './marks.ts'
import type { Memory } from './memory.ts'
import { foldRecord } from './record-fold.ts'
import { rosterChanges } from './roster.ts'

/** What one poll has found. */
export interface Findings {
  race: RaceRecord
  /** Null where they were not asked for. */
  entries: readonly EntryRecord[] | null
  /** In any order; what is already known may be among them. */
  rows: readonly FixRow[]
  /** When they were asked for and when they had come, epoch ms. */
  lag: Pick<Lag, 'pollStart' | 'pollEnd' | 'sentAt'>
  /** Up to when what race control has decided is told, epoch ms; left out: up to the newest of `rows`. */
  upTo?: number
}

export interface Folded {
  delta: Delta
  memory: Memory
}

/**
 * What changes in a race by what a poll has found, or null if nothing does. Pure: `state` and `memory` stay as
 * they are. However the same fixes are divided among polls, as long as each competitor's come in order, positions,
 * facts and what the log says come out the same; the numbers of the log too where polls see whole ticks.
 */
export function fold(state: RaceState, memory: Memory, ground: Ground, findings: Findings): Folded | null {
  const { race, entries, rows } = findings
  const drafts = new LogDrafts()
  const record = foldRecord(state.race, memory, race, drafts)
  const changes = entries ? rosterChanges(state.roster, entries) : null
  for (const entry of changes?.standings ?? []) drafts.add(0, record.standing(entry))

  const changed = new Map(changes?.roster.map((entry) => [entry.id, entry]))
  const fixes = new FixFold({
    ...{ state, memory, ground, race, drafts },
    rosterEntry: (id) => changed.get(id) ?? state.roster.get(id),
    placedOrNot: placedOrNot(state.roster, changes?.roster ?? []),
  })
  fixes.correctDue(findings.upTo ?? newestOf(rows))
  for (const row of inOrder(fixes.newer(rows))) fixes.take(row)

  const log = drafts.numbered(state.nextLogNumber)
  const { positions, hash, front } = fixes.result()
  const recordChanged = record.info !== null
  const rosterChanged = changes !== null && changes.roster.length > 0
  if (positions.length === 0 && log.length === 0 && !recordChanged && !rosterChanged) return null
  const delta: Delta = {
    type: 'delta',
    epoch: state.epoch,
    seq: state.seq + 1,
    hash,
    lag: { ...state.lag, ...fixes.lag, ...findings.lag },
    positions,
    log,
  }
  if (front.length > 0) delta.front = front
  if (record.info) delta.race = record.info
  if (rosterChanged) delta.roster = changes.roster
  return { delta, memory: { ...memory, ...record.memory, ...fixes.memory } }
}

function placedOrNot(held: RaceState['roster'], changed: readonly RosterEntry[]): Set<number> {
  const others = changed.filter((entry) => isRanked(held.get(entry.id) ?? entry) !== isRanked(entry))
  return new Set(others.map(({ id }) => id))
}

const newestOf = (rows: readonly FixRow[]) =>
  rows.reduce((newest, { timestamp }) => Math.max(newest, timestamp), Number.NEGATIVE_INFINITY)

/** By when they were measured, then by competitor. */
function inOrder(rows: FixRow[]): FixRow[] {
  return rows.sort((a, b) => a.timestamp - b.timestamp || a.competitorId - b.competitorId)
}
