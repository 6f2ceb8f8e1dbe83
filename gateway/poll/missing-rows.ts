import { type FixRow, type RaceRecord, raceTimeAt, wallTimeAt } from '@racecast/pinot/events'
import { type RaceState, waveGunMs } from '../protocol/index.ts'
import { raceMsOf } from '../race/fix-fold.ts'
import type { Memory } from '../race/memory.ts'
import { isTakenBack, reachOf } from '../race/taken-back.ts'
import type { Overdue } from './race-reader.ts'

/** Fixes farther apart than so many expected intervals may have others between them. */
const gapIntervals = 1.5
/** How far a window reaches back before what is known: for rows that became visible late. */
const overlapIntervals = 2
/** The same after a start or an error, when nothing is known of what became visible last, ms. */
const unsureOverlapMs = 10_000

export interface Missing {
  /** Everybody's rows in from < timestamp <= to, epoch ms; null where the last poll was just before. */
  window: { from: number; to: number } | null
  /** Who has rows between what is held and the window, or the newest row; null for nobody. */
  overdue: Overdue | null
}

/**
 * What may lie between what is folded and `latest`, the newest row of each. Measured in race time, in which a
 * pause has no length.
 *
 * @param oldest the first fix of the race, epoch ms, where none is folded yet and the last poll was not sure; a
 *   sure one has seen that there was none
 * @param sure whether the last poll was answered in full
 */
export function missingRows(
  { state, memory }: { state: RaceState; memory: Memory },
  race: RaceRecord,
  lengthCm: number,
  found: readonly FixRow[],
  sure: boolean,
  oldest: number | null,
): Missing {
  // Of who has not moved by their newest row nothing is missing before it.
  const latest = race.rulings
    ? found.filter((row) => !isTakenBack(race, row, reachOf(race, lengthCm, row), heldMsOf(race, state, row)))
    : found
  const newest = latest.reduce<FixRow | null>((a, b) => (a && a.timestamp >= b.timestamp ? a : b), null)
  if (!newest) return { window: null, overdue: null }
  const stepMs = race.fixIntervalS * 1000
  const first = latest.reduce((least, { timestamp }) => Math.min(least, timestamp), newest.timestamp)
  const window =
    memory.newest === null
      ? firstWindow(newest, first, race, oldest)
      : nextWindow(newest, memory.newest, race, sure)
  return { window, overdue: overdueBefore(window?.from, race, state, latest, stepMs) }
}

/** Nothing is folded yet. Rows that come with the gun need no window. */
function firstWindow(
  newest: FixRow,
  first: number,
  race: RaceRecord,
  oldest: number | null,
): Missing['window'] {
  const to = newest.timestamp
  if (oldest !== null) return { from: oldest - 1, to }
  const late = raceMsOf(race, newest) > gapIntervals * race.fixIntervalS * 1000
  return late ? { from: first - unsureOverlapMs, to } : null
}

function nextWindow(newest: FixRow, known: number, race: RaceRecord, sure: boolean): Missing['window'] {
  const stepMs = race.fixIntervalS * 1000
  const missed = raceMsOf(race, newest) - raceTimeAt(race, known) > gapIntervals * stepMs
  if (sure && !missed) return null
  const overlap = sure ? overlapIntervals * stepMs : Math.max(unsureOverlapMs, overlapIntervals * stepMs)
  return { from: known - overlap, to: Math.max(newest.timestamp, known) }
}

function overdueBefore(
  from: number | undefined,
  race: RaceRecord,
  state: RaceState,
  latest: readonly FixRow[],
  stepMs: number,
): Overdue | null {
  const ids = new Set<number>()
  const overdue = { ids, from: Number.POSITIVE_INFINITY, to: 0 }
  for (const row of latest) {
    const id = row.competitorId
    const heldMs = heldMsOf(race, state, row)
    const rowMs = raceMsOf(race, row)
    if (rowMs - heldMs <= gapIntervals * stepMs) continue
    const heldAt = wallTimeAt(race, heldMs)
    const upTo = Math.min(row.timestamp, from ?? row.timestamp)
    if (upTo - heldAt <= gapIntervals * stepMs) continue
    ids.add(id)
    overdue.from = Math.min(overdue.from, heldAt)
    overdue.to = Math.max(overdue.to, upTo)
  }
  return ids.size > 0 ? overdue : null
}

/** When the newest fix of somebody was measured that is folded, race ms: that of their gun where none is. */
function heldMsOf(race: RaceRecord, { entities, roster }: RaceState, { competitorId }: FixRow): number {
  const slot = entities.slots.get(competitorId)
  return slot === undefined ? waveGunMs(race, roster.get(competitorId)?.wave) : entities.t[slot]!
}
