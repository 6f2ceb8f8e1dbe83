import {
  type BoardRow,
  closedAt,
  type Facts,
  type Lag,
  newMoment,
  type Playout,
  type RaceInfo,
  type RaceState,
  raceTimeAt,
  standingAt,
  standingsAt,
  wasStopped,
  waveGunMs,
  withinRace,
} from '@racecast/gateway/protocol'
import type { Marking } from '../map/dots/dot-table.ts'
import { type Phase, phaseAt } from './clock/playout-clock.ts'

/** Somebody who has finished, in the order of finishing. */
export interface Finisher {
  row: BoardRow
  /** Race ms of the finish by the race's gun: what the moment of it is told by. */
  at: number
}

/** All that a screen says at one moment, worked out together so that no two parts of it contradict each other. */
export interface Picture {
  race: RaceInfo
  wallMs: number
  raceMs: number
  phase: Phase
  /** It is over, and somebody was still on the way: race control has ended it. */
  stopped: boolean
  board: BoardRow[]
  /** Who still runs: the board's order. */
  onCourse: BoardRow[]
  /** Who is inside the fence, the longest first. */
  inFence: BoardRow[]
  /** Newest first. */
  finishers: Finisher[]
  /** How many have given up. */
  withdrawn: number
  lag: Lag
  /** Of everybody; what is later than the moment does not count yet. */
  facts: ReadonlyMap<number, Facts>
}

export function pictureAt(
  state: RaceState,
  playout: Playout,
  lengthCm: number,
  wallMs: number,
  raceMs: number,
): Picture {
  const board = standingsAt(state, playout, lengthCm, raceMs)
  const onCourse: BoardRow[] = []
  const inFence: BoardRow[] = []
  const finishers: Finisher[] = []
  let withdrawn = 0
  for (const row of board) {
    if (row.entry.standing !== 'entered') {
      withdrawn++
      continue
    }
    if (row.finished) finishers.push({ row, at: state.facts.get(row.entry.id)?.finish ?? row.raceMs })
    else onCourse.push(row)
    if (row.fenceSince !== null) inFence.push(row)
  }
  inFence.sort((a, b) => a.fenceSince! - b.fenceSince! || a.entry.id - b.entry.id)
  finishers.sort((a, b) => b.at - a.at || a.row.position - b.row.position)
  const { race, lag, facts } = state
  const phase = phaseAt(race, wallMs)
  const stopped = phase === 'finished' && wasStopped(state)
  return { race, wallMs, raceMs, phase, stopped, board, onCourse, inFence, finishers, withdrawn, lag, facts }
}

/** Whether the race has ended by then: whoever was still on the way is not expected anywhere any more. */
export function isOver({ race, raceMs }: Pick<Picture, 'race' | 'raceMs'>): boolean {
  return raceMs >= withinRace(race, Number.POSITIVE_INFINITY)
}

/** Who of the course has begun: in a later wave nobody is on it before its gun. In the board's order. */
export function underWay({
  race,
  raceMs,
  onCourse,
}: Pick<Picture, 'race' | 'raceMs' | 'onCourse'>): BoardRow[] {
  if (race.waves.length < 2) return onCourse
  return onCourse.filter(({ entry }) => waveGunMs(race, entry.wave) <= raceMs)
}

/** So long the map has where somebody gave up, ms: for who has read of it. After that it is of those who run. */
const outShownMs = 120_000

/**
 * Who is no dot among the others, from the moment on when they are out of the race: who gave up is marked at the place for
 * a while, who is followed for as long as they are, and who is not in when the race is over for good; whoever did not start or
 * is disqualified is not drawn.
 */
export function withdrawnAt(
  state: RaceState,
  playout: Pick<Playout, 'at'>,
  raceMs: number,
  followed: Pick<ReadonlyMap<number, unknown>, 'has'>,
): Pick<Marking, 'hidden' | 'out'> {
  const hidden = new Set<number>()
  const out = new Map<number, number>()
  const closedMs = closedAt(state.race)
  for (const entry of state.roster.values()) {
    const { id, role } = entry
    const facts = state.facts.get(id)
    // Only competitors are left out by not being in.
    const leftMs = role === 'competitor' ? closedMs : Number.POSITIVE_INFINITY
    const slot = raceMs < leftMs ? undefined : state.entities.slots.get(id)
    const isOnCourse = slot !== undefined && playout.at(slot, raceMs, moment) && moment.cm > 0
    const standing = standingAt(entry, facts, raceMs, leftMs, isOnCourse)
    if (standing === 'entered') continue
    const markedMs = facts?.standingSince ?? Number.NEGATIVE_INFINITY
    const isMarked = entry.standing !== 'entered' && raceMs >= markedMs
    const since = isMarked ? markedMs : leftMs
    if (standing !== 'DNF') hidden.add(id)
    else if (!isMarked || raceMs - since <= outShownMs || followed.has(id)) out.set(id, since)
    else hidden.add(id)
  }
  return { hidden, out }
}

/** Used again for each: nothing of it is kept. */
const moment = newMoment()

/** Race time for the big clock, ms: it stops with the race. */
export function clockMs({ race, raceMs, phase }: Pick<Picture, 'race' | 'raceMs' | 'phase'>): number {
  return phase === 'finished' && race.finishedAt !== null ? raceTimeAt(race, race.finishedAt) : raceMs
}
