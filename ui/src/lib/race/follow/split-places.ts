import type { BoardRow, Facts, RaceInfo } from '@racecast/gateway/protocol'
import { waveGunMs } from '@racecast/gateway/protocol'
import { passedAt } from './passed-at.ts'

interface Moment {
  race: RaceInfo
  board: readonly BoardRow[]
  facts: ReadonlyMap<number, Facts>
}

/**
 * Who was how far up at each mark of the course: one more than those who were there in less time. In a mass start this is
 * known for good once somebody is there, so it is worked out once; with waves somebody may still be quicker.
 */
export class SplitPlaces {
  readonly #known = new Map<string, number>()
  #of: ReadonlyMap<number, Facts> | null = null

  /** The place at `cm` of a course of `lengthCm`; null where it is not known when the runner of `row` came by there. */
  at({ race, board, facts }: Moment, row: BoardRow, cm: number, lengthCm: number): number | null {
    if (this.#of !== facts) this.#known.clear()
    this.#of = facts
    const key = `${row.entry.id}/${cm}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
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
    if (race.waves.length < 2) this.#known.set(key, place)
    return place
  }
}
