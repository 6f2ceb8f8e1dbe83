import { type Front, frontCellCm } from '../front.ts'
import type { Facts } from '../messages.ts'
import type { RaceState } from '../race-state.ts'
import { isRanked } from '../ranked.ts'
import { waveGunMs } from '../wave-gun.ts'
import type { Present } from './present.ts'

/** Whole passages of a km and of a cell are worked out from the same two fixes; where somebody is only nearly. */
const nearlyMs = 50
const cellsOfKm = 100_000 / frontCellCm

/**
 * The front of a recorded race, in which everybody counts, as it was told at a moment: from when somebody is out of the
 * race who was in front, who is out is in it no more. Who was there next is known from the present.
 */
export class FrontThen {
  readonly #state: RaceState
  readonly #lengthCm: number
  #present: Present | null = null
  /** Who is out at present, and since when, race ms. */
  #out: { id: number; sinceMs: number }[] = []

  /** @param state as recorded up to the moment that is shown, with what is taken from the present */
  constructor(state: RaceState, lengthCm: number) {
    this.#state = state
    this.#lengthCm = lengthCm
  }

  /** Takes over who is out. */
  update(present: Present): void {
    this.#present = present
    this.#out = []
    for (const entry of present.roster.values()) {
      const sinceMs = present.facts.get(entry.id)?.standingSince
      if (entry.role === 'competitor' && !isRanked(entry) && sinceMs !== undefined)
        this.#out.push({ id: entry.id, sinceMs })
    }
  }

  /** Its passages at `raceMs`, with fixes of up to `upToMs`; undefined where they are as recorded. */
  at(raceMs: number, upToMs: number): Front['times'] | undefined {
    const isOut = this.#out.some(({ id, sinceMs }) => sinceMs <= raceMs && this.#wasInFront(id))
    if (!isOut) return undefined
    const placed = this.#present!.front.times
    return this.#state.front.times.map((all, cell) => {
      const t = placed[cell]
      if (all !== undefined && t !== undefined && all >= t) return all
      return t !== undefined && t <= upToMs ? t : undefined
    })
  }

  #wasInFront(id: number): boolean {
    const { facts, front } = this.#state
    const known = facts.get(id)
    const gunMs = waveGunMs(this.#state.race, this.#state.roster.get(id)?.wave)
    const passed = (cell: number, t: number | null | undefined) =>
      typeof t === 'number' && front.times[cell] === t - gunMs
    return (
      passed(Math.ceil(this.#lengthCm / frontCellCm), known?.finish) ||
      splitsOf(known).some((t, i) => passed((i + 1) * cellsOfKm, t)) ||
      this.#isInFront(id, gunMs)
    )
  }

  #isInFront(id: number, gunMs: number): boolean {
    const { entities, front } = this.#state
    const slot = entities.slots.get(id)
    if (slot === undefined || entities.cm[slot] === 0) return false
    const t = front.timeAt(entities.cm[slot]!, this.#lengthCm)
    return t === null || entities.t[slot]! - gunMs <= t + nearlyMs
  }
}

const splitsOf = (facts: Facts | undefined) => facts?.splits ?? []
