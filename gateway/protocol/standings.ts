import { raceTimeAt } from '@racecast/pinot/race-clock'
import { BoardMoment, type Told, writtenOut } from './board-moment.ts'
import { BoardOrder } from './board-order.ts'
import type { BoardRow } from './board-row.ts'
import { EntityFlag } from './entity-flag.ts'
import type { RaceInfo, RosterEntry } from './messages.ts'
import { bridgedMs } from './noticed.ts'
import { type Moment, newMoment, type Playout } from './playout.ts'
import type { RaceState } from './race-state.ts'
import { closedAt, isInAt, standingAt } from './standing-at.ts'
import { waveGunMs } from './wave-gun.ts'

/** Slower than this is standing, mm/s: an hour a kilometre. */
const standingSpeed = 280

/**
 * The board at `raceMs`: who has finished by their net time, then who runs by distance (with waves: by expected
 * net finish, since a later wave is behind without being slower), then who gave up, by distance. Pacers, lead
 * and sweep vehicles, and who did not start or is disqualified, are not on it. Once the race is over its clock stands,
 * and the clock of who gave up stands from then on; who is not in then counts as they do.
 */
export function boardAt(
  state: RaceState,
  playout: Pick<Playout, 'at'>,
  lengthCm: number,
  askedMs: number,
): BoardRow[] {
  return standingsAt(state, playout, lengthCm, askedMs).map(writtenOut)
}

/**
 * The same for a screen, which shows twenty of ten thousand and does so every second: each row works out a figure when it
 * is asked for it, from what was true at the moment. Such a row is not to be spread or written as JSON.
 */
export function standingsAt(
  state: RaceState,
  playout: Pick<Playout, 'at'>,
  lengthCm: number,
  askedMs: number,
): BoardRow[] {
  const raceMs = withinRace(state.race, askedMs)
  const withWaves = state.race.waves.length > 1
  const isOver = raceMs === withinRace(state.race, Number.POSITIVE_INFINITY)
  const board = new BoardMoment(state.roster.size, {
    raceMs,
    lengthCm,
    isOver,
    front: state.front.still(askedMs),
  })
  const order = new BoardOrder(state.roster.size)
  const closedMs = closedAt(state.race)
  for (const entry of state.roster.values()) {
    const row = rowOf(state, playout, board, entry, closedMs)
    if (row) order.add(row, withWaves)
  }
  const rows = order.all()
  let first = rows[0]
  for (const row of rows) if (row.cm > first!.cm) first = row
  if (rows[0]?.finished) board.bestMs = rows[0].placedMs
  if (first) board.head = { cm: first.cm, raceMs: first.placedMs }
  for (let i = 0; i < rows.length; i++) rows[i]!.position = i + 1
  return rows
}

/** `raceMs`, or the end of the race, ms of race time, once that is past. */
export function withinRace(race: RaceInfo, raceMs: number): number {
  return race.finishedAt === null ? raceMs : Math.min(raceMs, raceTimeAt(race, race.finishedAt))
}

function rowOf(
  state: RaceState,
  playout: Pick<Playout, 'at'>,
  board: BoardMoment,
  entry: RosterEntry,
  closedMs: number,
): BoardRow | null {
  if (entry.role !== 'competitor') return null
  const { raceMs, lengthCm } = board
  const facts = state.facts.get(entry.id)
  const slot = state.entities.slotOf(entry.id) ?? -1
  if (slot < 0 || !playout.at(slot, raceMs, moment)) Object.assign(moment, newMoment())
  const standing = standingAt(entry, facts, raceMs, closedMs, moment.cm > 0)
  const out = standing === 'DNF'
  if (!out && standing !== 'entered') return null
  const gunMs = waveGunMs(state.race, entry.wave)
  // Whom race control has taken out of the race before is not placed by crossing the line.
  const finished = !out && isInAt(facts, raceMs, state.race)
  const clockMs = finished ? facts!.finish! : out ? Math.min(raceMs, facts?.standingSince ?? raceMs) : raceMs
  const net = Math.max(0, clockMs - gunMs)
  const placed = finished
    ? net
    : Math.max(0, Math.min(clockMs, raceMs - silentMs(state.race, moment)) - gunMs)
  // The first fix that is there may be from after the gun, and the moment from before it.
  const moving =
    !finished &&
    !out &&
    raceMs >= gunMs &&
    (moment.flags & EntityFlag.stopped) === 0 &&
    moment.speed > standingSpeed
  const shown = entry.standing === standing ? entry : { ...entry, standing }
  told.cm = finished ? lengthCm : Math.min(moment.cm, lengthCm)
  told.raceMs = net
  told.placedMs = placed
  told.speed = moving ? moment.speed : 0
  told.finished = finished
  told.certainty = moment.certainty
  told.ageMs = moment.ageMs
  return board.add(shown, slot, facts, told)
}

/** For how long a place has stood still for want of a fix, ms: all of its age that is not covered by prediction. */
function silentMs(race: RaceInfo, { certainty, ageMs }: Moment): number {
  return certainty === 'frozen' ? Math.max(0, ageMs - bridgedMs(race)) : 0
}

/** Used again for each row: of ten thousand a second none is kept. */
const moment = newMoment()
const told: Told = {
  ...{ cm: 0, raceMs: 0, placedMs: 0, speed: 0 },
  ...{ finished: false, certainty: 'frozen', ageMs: 0 },
}
