import {
  type Attention,
  type AttentionKind,
  type BoardRow,
  type CompetitorState,
  closedAt,
  competitorStates,
  isInAt,
  newMoment,
  type Playout,
  type RaceState,
  type RosterEntry,
  standingAt,
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
  /** They have come to the finish: the course is behind them, also of who is disqualified. */
  isIn: boolean
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
  const closedMs = closedAt(state.race)
  const rows: FieldRow[] = []
  for (const entry of state.roster.values()) {
    const row = placed.get(entry.id) ?? null
    const slot = state.entities.slots.get(entry.id)
    const heard = slot !== undefined && playout.at(slot, raceMs, moment)
    const facts = state.facts.get(entry.id)
    const found = attention.stateOf(entry.id)
    const seen = found?.state ?? 'waiting'
    // Who is not in when it is over is out, as on the board.
    const standing = standingAt(entry, facts, raceMs, closedMs, heard && moment.cm > 0)
    const isLeft = standing !== 'entered' && !over.includes(seen)
    const doing = isLeft ? standing : seen
    rows.push({
      entry,
      state: doing,
      since: isLeft ? closedMs : (found?.since ?? raceMs),
      board: row,
      cm: row && heard ? row.cm : heard ? moment.cm : null,
      isIn: isInAt(facts, raceMs, state.race),
      ageMs: heard && isUnderWay(doing) ? moment.ageMs : null,
      needs: needs.get(entry.id) ?? null,
    })
  }
  return rows
}

const over: readonly CompetitorState[] = ['DNS', 'DNF', 'DSQ', 'finished']

/** Neither in nor out: where they are matters. */
export const isUnderWay = (state: CompetitorState): boolean => state !== 'waiting' && !over.includes(state)

/** The row on the board of who has begun: before that there is nothing that a gap or a way to go could be of. */
export const begunOn = ({ state, board }: Pick<FieldRow, 'state' | 'board'>): BoardRow | null =>
  state === 'waiting' ? null : board

/** The row on the board of who has a place and a time: who has not begun, or is out, has none. */
export const placedOn = (row: Pick<FieldRow, 'state' | 'board'>): BoardRow | null =>
  row.state === 'DNF' ? null : begunOn(row)

/** How many are in each state, in the order of `competitorStates`. */
export function countStates(rows: readonly FieldRow[]): Map<CompetitorState, number> {
  const counts = new Map(competitorStates.map((state) => [state, 0]))
  for (const { state } of rows) counts.set(state, counts.get(state)! + 1)
  return counts
}

/** Whether nobody has marked them: they are out because they were not in when the race was over. */
export const isLeftOut = ({ state, entry }: Pick<FieldRow, 'state' | 'entry'>): boolean =>
  entry.standing === 'entered' && (state === 'DNF' || state === 'DNS')

/**
 * How many competitors wait, are under way, are in and are out, whatever they are out by; each counts once. `left` are those of who
 * is out that nobody has marked.
 */
export function headcount(
  rows: readonly FieldRow[],
): Record<'waiting' | 'running' | 'in' | 'out', number> & { left: { DNF: number; DNS: number } } {
  const counts = { waiting: 0, running: 0, in: 0, out: 0, left: { DNF: 0, DNS: 0 } }
  for (const row of rows) {
    const { state, entry } = row
    if (entry.role !== 'competitor') continue
    if (state === 'waiting') counts.waiting++
    else if (state === 'finished') counts.in++
    else if (isUnderWay(state)) counts.running++
    else counts.out++
    if (isLeftOut(row)) counts.left[state === 'DNS' ? 'DNS' : 'DNF']++
  }
  return counts
}
