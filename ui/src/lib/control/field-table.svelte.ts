import { FieldOrder, type Filter, type Sorting } from './field-order.ts'
import type { FieldRow } from './field-rows.ts'
import type { FieldTexts } from './field-texts.ts'

/** How the table of everybody is looked at. */
export class FieldTable {
  sorting = $state.raw<Sorting>({ column: 'position', down: false })
  filter = $state.raw<Filter>({ states: [], category: '', wave: '', text: '' })

  readonly #order = new FieldOrder()

  rowsOf(rows: readonly FieldRow[], raceMs: number): FieldRow[] {
    return this.#order.of(rows, this.sorting, this.filter, raceMs)
  }

  /** Of `rows`; the same object until one of them changes. */
  textsOf(rows: readonly FieldRow[]): FieldTexts {
    return this.#order.textsOf(rows)
  }

  /** By that column; by the same again, the other way round. */
  sortBy(column: string): void {
    const { sorting } = this
    this.sorting = { column, down: sorting.column === column && !sorting.down }
  }

  narrow(filter: Partial<Filter>): void {
    this.filter = { ...this.filter, ...filter }
  }

  toggleState(state: string): void {
    const { states } = this.filter
    this.narrow({
      states: states.includes(state) ? states.filter((one) => one !== state) : [...states, state],
    })
  }
}
