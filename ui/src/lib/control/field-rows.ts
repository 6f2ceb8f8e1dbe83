import {
  type Attention,
  type AttentionKind,
  type BoardRow,
  type CompetitorState,
  competitorStates,
  newMoment,
  type Playout,
  type RaceState,
  type RosterEntry,
} from '@racecast/gateway/protocol'

/** A competitor as race control sees them at one moment. */
export interface FieldRow {
  entry: RosterEntry
  state: CompetitorState
  /** Since when, race ms. */
  since: number
  /** Null for who is not on the board: pacers, sweeps, and who did not start or is disqualified. */
  board: BoardRow | null
  /** Along the course, cm; null where nothing was ever heard of them. */
  cm: number | null
  /** How old the newest fix is, ms; null where there is none, and of who is in or out. */
  ageMs: number | null
  /** Why somebody has to look at them now. */
  needs: AttentionKind | null
}

/** Everybody that is entered, by id, at the moment that `board` is of. */
export function fieldRows(
  state: RaceState,
  playout: Playout,
  board: readonly BoardRow[],
  attention: Pick<Attention, 'items' | 'stateOf'>,
  raceMs: number,
): FieldRow[] {
  const placed = new Map(board.map((row) => [row.entry.id, row]))
  const needs = new Map(attention.items.map(({ id, kind }) => [id, kind]))
  const moment = newMoment()
  const rows: FieldRow[] = []
  for (const entry of state.roster.values()) {
    const row = placed.get(entry.id) ?? null
    const slot = state.entities.slots.get(entry.id)
    const heard = slot !== undefined && playout.at(slot, raceMs, moment)
    const found = attention.stateOf(entry.id)
    const doing = found?.state ?? 'waiting'
    rows.push({
      entry,
      state: doing,
      since: found?.since ?? raceMs,
      board: row,
      cm: row && heard ? row.cm : heard ? moment.cm : null,
      ageMs: heard && isUnderWay(doing) ? moment.ageMs : null,
      needs: needs.get(entry.id) ?? null,
    })
  }
  return rows
}

const over: readonly CompetitorState[] = ['DNS', 'DNF', 'DSQ', 'finished']

/** Neither in nor out: where they are matters. */
export const isUnderWay = (state: CompetitorState): boolean => state !== 'waiting' && !over.includes(state)

/** How many are in each state, in the order of `competitorStates`. */
export function countStates(rows: readonly FieldRow[]): Map<CompetitorState, number> {
  const counts = new Map(competitorStates.map((state) => [state, 0]))
  for (const { state } of rows) counts.set(state, counts.get(state)! + 1)
  return counts
}

/** How many competitors wait, are under way, are in and are out, whatever they are out by; each counts once. */
export function headcount(rows: readonly FieldRow[]): Record<'waiting' | 'running' | 'in' | 'out', number> {
  const counts = { waiting: 0, running: 0, in: 0, out: 0 }
  for (const { state, entry } of rows) {
    if (entry.role !== 'competitor') continue
    if (state === 'waiting') counts.waiting++
    else if (state === 'finished') counts.in++
    else if (isUnderWay(state)) counts.running++
    else counts.out++
  }
  return counts
}
