import type { BoardRow, Facts, RaceInfo } from '@racecast/gateway/protocol'
import { waveGunMs } from '@racecast/gateway/protocol'
import { passedAt } from './passed-at.ts'

interface Moment {
  race: RaceInfo
  raceMs: number
  board: readonly BoardRow[]
  facts: ReadonlyMap<number, Facts>
}

/** What was worked out is looked at again after so long, ms of race time: a fix may have come late. */
const againMs = 30_000

/**
 * Who was how far up at each mark of the course: one more than those of the board who were there in less time. In a mass start
 * whoever comes later is behind, so it is not worked out anew at each tick; with waves somebody may still be quicker.
 */
export class SplitPlaces {
  readonly #known = new Map<string, { place: number; atMs: number }>()
  #of: ReadonlyMap<number, Facts> | null = null
  #board: readonly BoardRow[] = []
  /** Who is on the board, as a sum: somebody may be disqualified, or back. */
  #who = 0

  /** The place at `cm` of a course of `lengthCm`; null where it is not known when the runner of `row` came by there. */
  at(moment: Moment, row: BoardRow, cm: number, lengthCm: number): number | null {
    const { race, raceMs, board, facts } = moment
    this.#forget(moment)
    const key = `${row.entry.id}/${cm}`
    const known = this.#known.get(key)
    if (known && Math.abs(raceMs - known.atMs) < againMs) return known.place
    const splitOf = (other: BoardRow) => {
      const gunMs = waveGunMs(race, other.entry.wave)
      const now = { cm: other.cm, ms: other.placedMs + gunMs }
      const t = passedAt(facts.get(other.entry.id), gunMs, lengthCm, cm, now)
      return t === null ? null : t - gunMs
    }
    const own = splitOf(row)
    if (own === null) return null
    let place = 1
    for (const other of board) {
      const t = splitOf(other)
      if (t !== null && t < own) place++
    }
    if (race.waves.length < 2) this.#known.set(key, { place, atMs: raceMs })
    return place
  }

  #forget({ board, facts }: Moment): void {
    if (board === this.#board && facts === this.#of) return
    let who = board.length
    for (const { entry } of board) who += entry.id
    if (who !== this.#who || facts !== this.#of) this.#known.clear()
    this.#of = facts
    this.#board = board
    this.#who = who
  }
}
