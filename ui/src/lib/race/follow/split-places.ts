import type { BoardRow, Facts, RaceInfo } from '@racecast/gateway/protocol'
import { waveGunMs } from '@racecast/gateway/protocol'

interface Moment {
  race: RaceInfo
  board: readonly BoardRow[]
  facts: ReadonlyMap<number, Facts>
}

/**
 * Who was how far up at each full kilometre: one more than those who were there in less time. In a mass start this is
 * known for good once somebody is there, so it is worked out once; with waves somebody may still be quicker.
 */
export class SplitPlaces {
  readonly #known = new Map<string, number>()
  #of: ReadonlyMap<number, Facts> | null = null

  /** Null where the split is not known. */
  at({ race, board, facts }: Moment, row: BoardRow, km: number): number | null {
    if (this.#of !== facts) this.#known.clear()
    this.#of = facts
    const key = `${row.entry.id}/${km}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const gunOf = (wave: string) => waveGunMs(race, wave)
    const splitOf = (other: BoardRow) => {
      const t = facts.get(other.entry.id)?.splits?.[km - 1]
      return t === null || t === undefined ? null : t - gunOf(other.entry.wave)
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
