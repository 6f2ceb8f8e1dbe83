import type { EntryDraft } from '../plan/invented-entries.ts'
import { checkStartList } from '../plan/start-list.ts'
import type { FieldError } from '../problems.ts'

/** So many rows of a start list are shown as they were read. */
const FIRST_ROWS = 20

/** What a start list says, and what of it cannot be used. */
export interface CheckedList {
  rows: number
  waves: string[]
  /** `line` as a spreadsheet counts, the header being 1; null where it is not one line's. */
  bad: ({ line: number | null } & Omit<FieldError, 'row'>)[]
  first: EntryDraft[]
}

/** Reads a start list in CSV as somebody sees it who is about to use it. Throws nothing. */
export function checkedList(csv: string): CheckedList {
  const { entries, waves, errors } = checkStartList(csv)
  const bad = errors.map(({ row, ...error }) => ({ line: row ?? null, ...error }))
  return { rows: entries.length, waves, bad, first: entries.slice(0, FIRST_ROWS) }
}
