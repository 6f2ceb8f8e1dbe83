import type { EntryRecord } from '@racecast/pinot/events'
import {
  type Front,
  type FrontPassage,
  frontCellCm,
  isRanked,
  noPassageMs,
  type RaceState,
} from '../protocol/index.ts'
import { type Segment, timeOn } from './crossings.ts'
import { CellPassages, type Passages } from './passages.ts'
import { rosterEntryOf } from './roster.ts'

const nobody = new CellPassages([], false)

/** What of the front changes in one fold: the earliest net passage of each cell by somebody who is placed. */
export class FrontPassages {
  readonly #front: Front
  readonly #lengthCm: number
  readonly #isPlaced: (id: number) => boolean
  readonly #known: Passages | null
  /** The cells that have changed, or whose first one may be another now. */
  readonly #cells = new Map<number, CellPassages>()
  /** The same where nobody is remembered. */
  readonly #earlier = new Map<number, number>()

  /**
   * @param known null where nobody is ever taken out
   * @param changed who is placed now and was not before the fold, or the other way about
   */
  constructor(
    front: Front,
    lengthCm: number,
    known: Passages | null,
    isPlaced: (id: number) => boolean,
    changed: ReadonlySet<number>,
  ) {
    this.#front = front
    this.#lengthCm = lengthCm
    this.#known = known
    this.#isPlaced = isPlaced
    if (changed.size === 0) return
    known?.cells.forEach((cell, n) => {
      if (cell?.passages.some(([id]) => changed.has(id))) this.#cells.set(n, cell)
    })
  }

  /** Takes in a segment of competitor `id`, whose own gun was `gunMs` after the race's. The last cell ends at the finish. */
  take(segment: Segment, id: number, gunMs: number): void {
    const { fromCm, toCm } = segment
    if (toCm <= fromCm) return
    const first = fromCm === 0 ? 0 : Math.floor(fromCm / frontCellCm) + 1
    const last = toCm === this.#lengthCm ? Math.ceil(toCm / frontCellCm) : Math.floor(toCm / frontCellCm)
    for (let cell = first; cell <= last; cell++) {
      const net = timeOn(segment, Math.min(cell * frontCellCm, this.#lengthCm)) - gunMs
      if (this.#known) this.#remember(this.#known, cell, id, net)
      else this.#lower(cell, id, net)
    }
  }

  #remember({ cells, without }: Passages, n: number, id: number, t: number): void {
    if (without.has(id)) return
    const held = this.#cells.get(n) ?? cells[n] ?? nobody
    const cell = held.with(id, t, this.#isPlaced)
    if (cell !== held) this.#cells.set(n, cell)
  }

  #lower(cell: number, id: number, t: number): void {
    if (!this.#isPlaced(id)) return
    const known = this.#earlier.get(cell) ?? this.#front.times[cell]
    if (known === undefined || t < known) this.#earlier.set(cell, t)
  }

  changed(): FrontPassage[] {
    const changes = [...this.#earlier]
    for (const [n, cell] of this.#cells) {
      const t = cell.first(this.#isPlaced) ?? undefined
      if (t !== this.#front.times[n]) changes.push([n, t ?? noPassageMs])
    }
    return changes.sort((a, b) => a[0] - b[0])
  }

  /** Who is remembered after the fold. */
  passages(): Passages | null {
    if (!this.#known || this.#cells.size === 0) return this.#known
    const cells = this.#known.cells.slice()
    for (const [n, cell] of this.#cells) cells[n] = cell
    return { ...this.#known, cells }
  }
}

/**
 * Whether the front cannot be told from who is remembered once `entries` hold: of those who were first in a cell nobody is
 * left in the race, or somebody is back in it who was not remembered. The race is then worked out from its history.
 */
export function needsHistory(
  { roster, entities }: Pick<RaceState, 'roster' | 'entities'>,
  passages: Passages | null,
  entries: readonly EntryRecord[],
): boolean {
  const now = new Map(entries.map((entry) => [entry.competitorId, rosterEntryOf(entry)]))
  const [gone, back] = [new Set<number>(), new Set<number>()]
  for (const [id, entry] of now) {
    const held = roster.get(id)
    const slot = entities.slots.get(id)
    if (!held || isRanked(held) === isRanked(entry) || slot === undefined || entities.cm[slot] === 0) continue
    if (isRanked(entry)) back.add(id)
    else gone.add(id)
  }
  if (gone.size === 0 && back.size === 0) return false
  if (!passages) return true
  for (const id of back) if (passages.without.has(id) || roster.get(id)!.role !== 'competitor') return true
  const isPlaced = (id: number) => isRanked(now.get(id) ?? roster.get(id)!)
  return passages.cells.some(
    (cell) => cell?.isCut && cell.passages.some(([id]) => gone.has(id)) && cell.first(isPlaced) === null,
  )
}
