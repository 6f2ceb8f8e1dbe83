import type { DatabaseSync } from 'node:sqlite'
import type { EntryRecord, FixRow, RaceRecord } from '../events/index.ts'
import type { HistoryWindow } from '../ports/index.ts'
import { ENTRY_COLUMNS, entryFrom, FIX_COLUMNS, fixFrom, RACE_COLUMNS, raceFrom } from './rows.ts'
import { schemaVersionOf } from './schema.ts'

/** Those of a race that a version has added, from the second on. */
const LATER_COLUMNS = ['visibility', 'rulings']
const RUN = '(SELECT run FROM runs WHERE runId = ?)'

export function selectRaces(db: DatabaseSync): RaceRecord[] {
  // A file that its writer has not opened since a column came is read as it is.
  const version = schemaVersionOf(db)
  const absent = LATER_COLUMNS.filter((_, i) => version < i + 2)
  const columns = absent.reduce((list, name) => list.replace(name, `NULL AS ${name}`), RACE_COLUMNS)
  const sql = `SELECT runId, ${columns} FROM races JOIN runs USING (run) ORDER BY startTime DESC, runId`
  return db.prepare(sql).all().map(raceFrom)
}

export function selectEntries(db: DatabaseSync, runId: string): EntryRecord[] {
  const rows = db.prepare(`SELECT ${ENTRY_COLUMNS} FROM entries WHERE run = ${RUN} ORDER BY competitorId`)
  return rows.all(runId).map((row) => entryFrom(runId, row))
}

/** Rows of fixes as arrays: half the time of objects with names at 10,000 competitors. */
function fixes(db: DatabaseSync, runId: string, sql: string, ...values: (string | number)[]): FixRow[] {
  const statement = db.prepare(sql)
  statement.setReturnArrays(true)
  return (statement.all(...values) as unknown as unknown[][]).map((cells) => fixFrom(runId, cells))
}

export function selectLatest(db: DatabaseSync, runId: string): FixRow[] {
  const sql = `SELECT ${FIX_COLUMNS} FROM parkrun WHERE run = ${RUN} ORDER BY competitorId`
  return fixes(db, runId, sql, runId)
}

export function selectHistory(db: DatabaseSync, { runId, from, to, competitorIds }: HistoryWindow): FixRow[] {
  const only = competitorIds ? 'AND competitorId IN (SELECT value FROM json_each(?))' : ''
  const sql = `SELECT ${FIX_COLUMNS} FROM parkrun_history
    WHERE run = ${RUN} AND timestamp > ? AND timestamp <= ? ${only} ORDER BY timestamp, competitorId`
  return fixes(db, runId, sql, runId, from, to, ...(competitorIds ? [JSON.stringify(competitorIds)] : []))
}

/** Current rows that are not newer than `at`: with them the history need not be asked. */
export function selectCurrentUpTo(db: DatabaseSync, runId: string, at: number): FixRow[] {
  const sql = `SELECT ${FIX_COLUMNS} FROM parkrun WHERE run = ${RUN} AND timestamp <= ?`
  return fixes(db, runId, sql, runId, at)
}

/** Whose current row is newer than `at`, but who has an older one too. */
export function selectMovedOn(db: DatabaseSync, runId: string, at: number): number[] {
  const sql = `SELECT competitorId FROM parkrun WHERE run = ${RUN} AND timestamp > ? AND firstTimestamp <= ?`
  return db
    .prepare(sql)
    .all(runId, at, at)
    .map((row) => Number(row.competitorId))
}

/** The newest row of each of `competitorIds` in from < timestamp <= to. */
export function selectNewestWithin(db: DatabaseSync, window: Required<HistoryWindow>): FixRow[] {
  // max() makes the other columns those of the row that has it: https://sqlite.org/lang_select.html#bareagg
  const sql = `SELECT max(timestamp), ${FIX_COLUMNS.replace('timestamp, ', '')} FROM parkrun_history
    WHERE run = ${RUN} AND timestamp > ? AND timestamp <= ?
      AND competitorId IN (SELECT value FROM json_each(?)) GROUP BY competitorId`
  const { runId, from, to, competitorIds } = window
  return fixes(db, runId, sql, runId, from, to, JSON.stringify(competitorIds))
}

export function selectNewest(db: DatabaseSync, runId: string): number | null {
  return selectExtent(db, runId)?.newest ?? null
}

export function selectExtent(db: DatabaseSync, runId: string): { oldest: number; newest: number } | null {
  // Two queries of one step each; min() and max() in one would read the whole race.
  const end = (order: string) =>
    db
      .prepare(`SELECT timestamp FROM parkrun_history WHERE run = ${RUN} ORDER BY timestamp ${order} LIMIT 1`)
      .get(runId)?.timestamp
  const oldest = end('ASC')
  return oldest === undefined ? null : { oldest: Number(oldest), newest: Number(end('DESC')) }
}
