import { type Column, columns } from './field-columns.ts'
import type { FieldRow } from './field-rows.ts'
import { FieldTexts } from './field-texts.ts'

export interface Sorting {
  column: string
  down: boolean
}

export interface Filter {
  /** Of these states; all if there are none. */
  states: readonly string[]
  category: string
  wave: string
  /** The beginning of a bib, or in a name. */
  text: string
}

/**
 * Everybody in the order that is wanted, tick after tick: from one to the next few change places, and putting in order what
 * nearly is takes one look at each (the engine's sort is adaptive).
 */
export class FieldOrder {
  #texts = new FieldTexts([])
  /** Places in the field, as they stood last. */
  #order: number[] = []
  #keys = new Float64Array()

  /** The texts of `rows`; the same object until one of them changes. */
  textsOf(rows: readonly FieldRow[]): FieldTexts {
    if (!this.#texts.isOf(rows)) {
      this.#texts = new FieldTexts(rows)
      this.#order = rows.map((_, i) => i)
      this.#keys = new Float64Array(rows.length)
    }
    return this.#texts
  }

  /** A new list in order; equal ones by bib, so that nobody jumps about. @param raceMs the moment that `rows` are of */
  of(rows: readonly FieldRow[], sorting: Sorting, filter: Filter, raceMs: number): FieldRow[] {
    const texts = this.textsOf(rows)
    const keys = this.#keys
    fillKeys(keys, rows, texts, sorting, raceMs)
    const { bib } = texts.ranks
    const byBib = (a: number, b: number) =>
      bib[a] === bib[b] ? rows[a]!.entry.id - rows[b]!.entry.id : bib[a]! - bib[b]!
    this.#order.sort((a, b) => (keys[a] === keys[b] ? byBib(a, b) : keys[a]! - keys[b]!))
    const passes = passing(rows, texts, filter)
    const found: FieldRow[] = []
    for (const i of this.#order) if (passes(i)) found.push(rows[i]!)
    return found
  }
}

/** What is not known is infinite, and so the last, whichever way it goes. */
function fillKeys(
  keys: Float64Array,
  rows: readonly FieldRow[],
  texts: FieldTexts,
  { column, down }: Sorting,
  raceMs: number,
): void {
  const by: Column['by'] = columns.find(({ id }) => id === column)?.by ?? 'bib'
  const sign = down ? -1 : 1
  for (const [i, row] of rows.entries()) {
    const key = typeof by === 'string' ? texts.ranks[by][i]! : (by(row, raceMs) ?? Number.POSITIVE_INFINITY)
    keys[i] = key === Number.POSITIVE_INFINITY ? key : sign * key
  }
}

/** Whether the one at a place in the field is to be shown. */
function passing(
  rows: readonly FieldRow[],
  { bibs, names }: FieldTexts,
  { states, category, wave, text }: Filter,
): (i: number) => boolean {
  const needle = text.trim().toLocaleLowerCase()
  return (i) => {
    const { state, entry } = rows[i]!
    return (
      (states.length === 0 || states.includes(state)) &&
      (category === '' || entry.category === category) &&
      (wave === '' || entry.wave === wave) &&
      (needle === '' || bibs[i]!.startsWith(needle) || names[i]!.includes(needle))
    )
  }
}
