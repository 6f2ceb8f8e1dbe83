import type { BoardRow } from './board-row.ts'
import { fenceTimeAt, insideSince } from './facts.ts'
import type { Front } from './front.ts'
import type { Facts, RosterEntry } from './messages.ts'
import type { Certainty, Moment } from './playout.ts'

/** What a row is told by; the other figures follow from these. */
export interface Told extends Pick<BoardRow, 'cm' | 'raceMs' | 'placedMs' | 'finished'> {
  /** mm/s; 0 of who does not move. */
  speed: number
  certainty: Certainty
  ageMs: Moment['ageMs']
}

const certainties = ['known', 'predicted', 'frozen'] as const

/**
 * What the rows of one board have in common: a column for each figure, so that ten thousand rows are a few arrays and not
 * a hundred thousand numbers on the heap, which a page would collect again every second. All of it is of one moment:
 * facts are replaced and never changed, the front is a copy.
 */
export class BoardMoment {
  readonly raceMs: number
  readonly lengthCm: number
  /** The race has ended by then: nobody has a pace any more. */
  readonly isOver: boolean
  readonly front: Pick<Front, 'timeAt'>
  /** Where the front is, and its net time; null where nobody is. */
  head: { cm: number; raceMs: number } | null = null
  /** The net time of who won of those on the board; null while nobody is in. */
  bestMs: number | null = null
  readonly cm: Float64Array
  readonly netMs: Float64Array
  readonly placedMs: Float64Array
  readonly speed: Float64Array
  readonly ageMs: Float64Array
  /** Places in `certainties`. */
  readonly certainty: Uint8Array
  readonly finished: Uint8Array
  readonly facts: (Facts | undefined)[] = []

  /** @param most how many rows there may be */
  constructor(
    most: number,
    { raceMs, lengthCm, isOver, front }: Pick<BoardMoment, 'raceMs' | 'lengthCm' | 'isOver' | 'front'>,
  ) {
    this.raceMs = raceMs
    this.lengthCm = lengthCm
    this.isOver = isOver
    this.front = front
    this.cm = new Float64Array(most)
    this.netMs = new Float64Array(most)
    this.placedMs = new Float64Array(most)
    this.speed = new Float64Array(most)
    this.ageMs = new Float64Array(most)
    this.certainty = new Uint8Array(most)
    this.finished = new Uint8Array(most)
  }

  add(entry: RosterEntry, slot: number, facts: Facts | undefined, told: Told): BoardRow {
    const i = this.facts.push(facts) - 1
    this.cm[i] = told.cm
    this.netMs[i] = told.raceMs
    this.placedMs[i] = told.placedMs
    this.speed[i] = told.speed
    this.ageMs[i] = told.ageMs
    this.certainty[i] = certainties.indexOf(told.certainty)
    this.finished[i] = told.finished ? 1 : 0
    return new RowOfMoment(this, i, entry, slot)
  }

  /**
   * How long after the front a runner is where it is, or who has won it was at the finish: the first one there may be disqualified
   * since. Nothing for who gave up.
   */
  gapOf(i: number, { standing }: RosterEntry): number | null {
    if (this.finished[i] === 1 && this.bestMs !== null) return this.placedMs[i]! - this.bestMs
    const cm = this.cm[i]!
    if (cm === 0 || standing === 'DNF') return null
    const front = this.front.timeAt(cm, this.lengthCm, this.head ?? undefined)
    return front === null ? null : Math.max(0, this.placedMs[i]! - front)
  }
}

class RowOfMoment implements BoardRow {
  position = 0
  readonly entry: RosterEntry
  readonly slot: number
  readonly #board: BoardMoment
  readonly #i: number

  constructor(board: BoardMoment, i: number, entry: RosterEntry, slot: number) {
    this.#board = board
    this.#i = i
    this.entry = entry
    this.slot = slot
  }

  get cm(): number {
    return this.#board.cm[this.#i]!
  }

  get toGoCm(): number {
    return this.#board.lengthCm - this.cm
  }

  get raceMs(): number {
    return this.#board.netMs[this.#i]!
  }

  get placedMs(): number {
    return this.#board.placedMs[this.#i]!
  }

  get averagePace(): number | null {
    const { cm, placedMs } = this
    return cm >= 100 && placedMs > 0 ? (placedMs * 100) / cm : null
  }

  get currentPace(): number | null {
    const speed = this.#board.speed[this.#i]!
    return speed > 0 && !this.#board.isOver ? 1e6 / speed : null
  }

  get gapMs(): number | null {
    return this.#board.gapOf(this.#i, this.entry)
  }

  get finished(): boolean {
    return this.#board.finished[this.#i] === 1
  }

  get fenceSince(): number | null {
    return this.finished ? null : insideSince(this.#board.facts[this.#i], this.#board.raceMs)
  }

  get fenceMs(): number {
    return fenceTimeAt(this.#board.facts[this.#i], this.#board.raceMs)
  }

  get certainty(): Certainty {
    return certainties[this.#board.certainty[this.#i]!]!
  }

  set certainty(certainty: Certainty) {
    this.#board.certainty[this.#i] = certainties.indexOf(certainty)
  }

  get ageMs(): number {
    return this.#board.ageMs[this.#i]!
  }
}

/** A row that has its figures itself, for who keeps it or writes it down. */
export function writtenOut(row: BoardRow): BoardRow {
  return {
    position: row.position,
    entry: row.entry,
    slot: row.slot,
    cm: row.cm,
    toGoCm: row.toGoCm,
    raceMs: row.raceMs,
    placedMs: row.placedMs,
    averagePace: row.averagePace,
    currentPace: row.currentPace,
    gapMs: row.gapMs,
    finished: row.finished,
    fenceSince: row.fenceSince,
    fenceMs: row.fenceMs,
    certainty: row.certainty,
    ageMs: row.ageMs,
  }
}
