import { type Front, type FrontPassage, frontCellCm } from '../protocol/index.ts'
import { type Segment, timeOn } from './crossings.ts'

/** What of the front changes in one fold: the earliest net passage of each cell. */
export class FrontPassages {
  readonly #front: Front
  readonly #lengthCm: number
  readonly #earlier = new Map<number, number>()

  constructor(front: Front, lengthCm: number) {
    this.#front = front
    this.#lengthCm = lengthCm
  }

  /** Takes in a segment of somebody whose own gun was `gunMs` after the race's. The last cell ends at the finish. */
  take(segment: Segment, gunMs: number): void {
    const { fromCm, toCm } = segment
    if (toCm <= fromCm) return
    const first = fromCm === 0 ? 0 : Math.floor(fromCm / frontCellCm) + 1
    const last = toCm === this.#lengthCm ? Math.ceil(toCm / frontCellCm) : Math.floor(toCm / frontCellCm)
    for (let cell = first; cell <= last; cell++) {
      const net = timeOn(segment, Math.min(cell * frontCellCm, this.#lengthCm)) - gunMs
      const known = this.#earlier.get(cell) ?? this.#front.times[cell]
      if (known === undefined || net < known) this.#earlier.set(cell, net)
    }
  }

  changed(): FrontPassage[] {
    return [...this.#earlier].sort((a, b) => a[0] - b[0])
  }
}
