import { raceTimeAt } from '@racecast/pinot/race-clock'
import { EntityFlag } from './entity-flag.ts'
import { fenceTimeAt, insideSince } from './facts.ts'
import type { RaceInfo, RosterEntry } from './messages.ts'
import { type Moment, newMoment, type Playout, predictedIntervals } from './playout.ts'
import type { RaceState } from './race-state.ts'
import { waveGunMs } from './wave-gun.ts'

/** A line of the board at a moment. Raw integers: whoever shows it formats it. */
export interface BoardRow {
  /** 1 for the first; a permutation over all rows. */
  position: number
  entry: RosterEntry
  slot: number
  cm: number
  toGoCm: number
  /** Net of the wave's gun: the finish time of who has finished, else the time so far, ms. */
  raceMs: number
  /**
   * The same of the moment when it was where it is shown: earlier than `raceMs` where no fix has come for long and
   * the place stands still. Pace and gap are of this moment, for a silent tracker makes nobody slower.
   */
  placedMs: number
  /** s/km over all that is covered; null at the start. */
  averagePace: number | null
  /** s/km over the last 15 s or so; null while standing, before the start and after the finish. */
  currentPace: number | null
  /** How long after the front of the race at the same place, ms; null where it is not known. */
  gapMs: number | null
  finished: boolean
  /** Since when inside the fence, race ms, or null; and the time in it so far over all visits, ms. */
  fenceSince: number | null
  fenceMs: number
  certainty: Moment['certainty']
  ageMs: number
}

/** Slower than this is standing, mm/s: an hour a kilometre. */
const standingSpeed = 280

/**
 * The board at `raceMs`: who has finished by their net time, then who runs by distance (with waves: by expected
 * net finish, since a later wave is behind without being slower), then who gave up, by distance. Pacers, lead
 * and sweep vehicles, and who did not start or is disqualified, are not on it. Once the race is over its clock stands,
 * and the clock of who gave up stands from then on.
 */
export function boardAt(
  state: RaceState,
  playout: Pick<Playout, 'at'>,
  lengthCm: number,
  askedMs: number,
): BoardRow[] {
  const raceMs = withinRace(state.race, askedMs)
  const withWaves = state.race.waves.length > 1
  // With its key beside it: what a look-up costs in each of ten thousand's comparisons is a frame's time.
  const keyed: { row: BoardRow; group: number; key: number }[] = []
  const moment = newMoment()
  for (const entry of state.roster.values()) {
    const row = rowOf(state, playout, lengthCm, raceMs, entry, moment)
    if (!row) continue
    const [group, key] = sortKey(row, withWaves)
    keyed.push({ row, group, key })
  }
  keyed.sort((a, b) => a.group - b.group || a.key - b.key || a.row.entry.id - b.row.entry.id)
  const rows = keyed.map(({ row }) => row)
  const first = rows.reduce<BoardRow | undefined>(
    (far, row) => (far && far.cm >= row.cm ? far : row),
    undefined,
  )
  const head = first && { cm: first.cm, raceMs: first.placedMs }
  const over = raceMs === withinRace(state.race, Number.POSITIVE_INFINITY)
  rows.forEach((row, i) => {
    row.position = i + 1
    row.gapMs = gapOf(state, lengthCm, row, head)
    if (over) row.currentPace = null
  })
  return rows
}

/** `raceMs`, or the end of the race, ms of race time, once that is past. */
export function withinRace(race: RaceInfo, raceMs: number): number {
  return race.finishedAt === null ? raceMs : Math.min(raceMs, raceTimeAt(race, race.finishedAt))
}

/** How long after the front a runner is where it is, or was at the finish; nothing for who gave up. */
function gapOf(
  state: RaceState,
  lengthCm: number,
  row: BoardRow,
  head: { cm: number; raceMs: number } | undefined,
): number | null {
  if (row.cm === 0 || row.entry.standing === 'DNF') return null
  const front = state.front.timeAt(row.cm, lengthCm, head)
  return front === null ? null : Math.max(0, row.placedMs - front)
}

function rowOf(
  state: RaceState,
  playout: Pick<Playout, 'at'>,
  lengthCm: number,
  raceMs: number,
  entry: RosterEntry,
  moment: Moment,
): BoardRow | null {
  if (entry.role !== 'competitor') return null
  const facts = state.facts.get(entry.id)
  const out = entry.standing !== 'entered' && raceMs >= (facts?.standingSince ?? Number.NEGATIVE_INFINITY)
  if (out && entry.standing !== 'DNF') return null
  const slot = state.entities.slots.get(entry.id) ?? -1
  if (slot < 0 || !playout.at(slot, raceMs, moment)) Object.assign(moment, newMoment())
  const gunMs = waveGunMs(state.race, entry.wave)
  // Whom race control has taken out of the race before is not placed by crossing the line.
  const finished = !out && facts?.finish !== undefined && facts.finish <= raceMs
  const cm = finished ? lengthCm : Math.min(moment.cm, lengthCm)
  const clockMs = finished ? facts.finish! : out ? Math.min(raceMs, facts?.standingSince ?? raceMs) : raceMs
  const net = Math.max(0, clockMs - gunMs)
  const placed = finished
    ? net
    : Math.max(0, Math.min(clockMs, raceMs - silentMs(state.race, moment)) - gunMs)
  const moving =
    !finished && !out && (moment.flags & EntityFlag.stopped) === 0 && moment.speed > standingSpeed
  return {
    position: 0,
    entry: out || entry.standing === 'entered' ? entry : { ...entry, standing: 'entered' },
    slot,
    cm,
    toGoCm: lengthCm - cm,
    raceMs: net,
    placedMs: placed,
    averagePace: cm >= 100 && placed > 0 ? (placed * 100) / cm : null,
    currentPace: moving ? 1e6 / moment.speed : null,
    gapMs: null,
    finished,
    fenceSince: finished ? null : insideSince(facts, raceMs),
    fenceMs: fenceTimeAt(facts, raceMs),
    certainty: moment.certainty,
    ageMs: moment.ageMs,
  }
}

/** For how long a place has stood still for want of a fix, ms: all of its age that is not covered by prediction. */
function silentMs(race: RaceInfo, { certainty, ageMs }: Moment): number {
  return certainty === 'frozen' ? Math.max(0, ageMs - predictedIntervals * race.fixIntervalS * 1000) : 0
}

/** [group, key]: smaller is further up. */
function sortKey(row: BoardRow, withWaves: boolean): [number, number] {
  if (row.finished) return [0, row.raceMs]
  if (row.entry.standing === 'DNF') return [2, -row.cm]
  if (!withWaves) return [1, -row.cm]
  return [
    1,
    row.averagePace === null ? Number.MAX_SAFE_INTEGER : row.placedMs + (row.toGoCm * row.averagePace) / 100,
  ]
}
