import { type Filter, filtered, type Sorting, sorted } from './field-columns.ts'
import type { FieldRow } from './field-rows.ts'

/** How the table of everybody is looked at. */
export class FieldTable {
  sorting = $state.raw<Sorting>({ column: 'position', down: false })
  filter = $state.raw<Filter>({ states: [], category: '', wave: '', text: '' })

  rowsOf(rows: readonly FieldRow[], raceMs: number): FieldRow[] {
    return sorted(filtered(rows, this.filter), this.sorting, raceMs)
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
