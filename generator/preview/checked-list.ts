import type { StartListReport } from '@racecast/pinot/events'
import { checkStartList } from '../plan/start-list.ts'

/** So many rows of a start list are shown as they were read. */
const FIRST_ROWS = 20

/** Reads a start list in CSV as somebody sees it who is about to use it. Throws nothing. */
export function checkedList(csv: string): StartListReport {
  const { entries, waves, errors } = checkStartList(csv)
  const bad = errors.map(({ row, ...error }) => ({ line: row ?? null, ...error }))
  return { rows: entries.length, waves, bad, first: entries.slice(0, FIRST_ROWS) }
}
