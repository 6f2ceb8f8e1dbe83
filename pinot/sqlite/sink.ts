import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { checkEntry, checkFix, checkRace } from '../events/check.ts'
import type { FixRow, RaceRecord } from '../events/index.ts'
import { type EventSink, SinkUnavailable } from '../ports/index.ts'
import { connectWriter } from './connection.ts'
import { deleteRows } from './delete-rows.ts'
import { explain } from './errors.ts'
import { openFileLease } from './lease.ts'
import { selectEntries, selectNewest, selectRaces } from './queries.ts'
import {
  assignments,
  ENTRY_COLUMNS,
  entryCells,
  FIX_COLUMNS,
  fixCells,
  placeholders,
  RACE_COLUMNS,
  raceCells,
} from './rows.ts'

function prepareAll(db: DatabaseSync) {
  return {
    addRun: db.prepare('INSERT INTO runs (runId) VALUES (?) ON CONFLICT DO NOTHING'),
    run: db.prepare('SELECT run FROM runs WHERE runId = ?'),
    race: db.prepare(
      `INSERT INTO races (run, ${RACE_COLUMNS}) VALUES (?, ${placeholders(RACE_COLUMNS)})
       ON CONFLICT (run) DO UPDATE SET ${assignments(RACE_COLUMNS, [])}
       WHERE excluded.updatedAt >= races.updatedAt`,
    ),
    entry: db.prepare(
      `INSERT INTO entries (run, ${ENTRY_COLUMNS}) VALUES (?, ${placeholders(ENTRY_COLUMNS)})
       ON CONFLICT (run, competitorId) DO UPDATE SET ${assignments(ENTRY_COLUMNS, ['competitorId'])}
       WHERE excluded.updatedAt >= entries.updatedAt`,
    ),
    fix: db.prepare(
      `INSERT INTO parkrun_history (run, ${FIX_COLUMNS}) VALUES (?, ${placeholders(FIX_COLUMNS)})
       ON CONFLICT DO NOTHING`,
    ),
  }
}

/** The numbers of races, looked up once for each transaction: a transaction that is undone takes them back. */
function numbering(statements: { addRun: StatementSync; run: StatementSync }) {
  let lastId = ''
  let lastRun = 0
  return (runId: string): number => {
    if (runId === lastId) return lastRun
    statements.addRun.run(runId)
    lastRun = Number(statements.run.get(runId)?.run)
    lastId = runId
    return lastRun
  }
}

/**
 * Events into a SQLite file, made at the first use; there must be one writer to a file. Nothing is thrown here:
 * a file that cannot be used rejects each call, `SinkUnavailable` where waiting helps. `maxPages` is a quota in
 * pages of 4 KiB.
 */
export function openSqliteSink({ file, maxPages }: { file: string; maxPages?: number }): EventSink {
  let open: { db: DatabaseSync; statements: ReturnType<typeof prepareAll> } | null = null
  let lease: ReturnType<typeof openFileLease> | null = null
  let closed = false

  function connection() {
    if (closed) throw new Error(`${file}: the sink is closed`)
    if (!open) {
      const db = connectWriter(file, maxPages)
      open = { db, statements: prepareAll(db) }
    }
    return open
  }

  async function attempt<T>(work: (on: NonNullable<typeof open>) => T): Promise<T> {
    try {
      return work(connection())
    } catch (error) {
      throw explain(error, file, SinkUnavailable)
    }
  }

  const transaction = (work: (on: NonNullable<typeof open>) => void) =>
    attempt((on) => {
      on.db.exec('BEGIN IMMEDIATE')
      try {
        work(on)
        on.db.exec('COMMIT')
      } catch (error) {
        if (on.db.isTransaction) on.db.exec('ROLLBACK')
        throw error
      }
    })

  return {
    async putRace(race) {
      checkRace(race)
      await transaction(({ statements }) => {
        statements.race.run(numbering(statements)(race.runId), ...raceCells(race))
      })
    },
    async putEntries(entries) {
      for (const entry of entries) checkEntry(entry)
      if (entries.length === 0) return
      await transaction(({ statements }) => {
        const run = numbering(statements)
        for (const entry of entries) statements.entry.run(run(entry.runId), ...entryCells(entry))
      })
    },
    async putFixes(rows: readonly FixRow[]) {
      for (const row of rows) checkFix(row)
      if (rows.length === 0) return
      await transaction(({ statements }) => {
        const run = numbering(statements)
        for (const row of rows) statements.fix.run(run(row.runId), ...fixCells(row))
      })
    },
    async forget(runId) {
      let isMore = false
      await transaction(({ db }) => {
        isMore = deleteRows(db, runId)
      })
      return isMore
    },
    races: (): Promise<RaceRecord[]> => attempt(({ db }) => selectRaces(db)),
    entries: (runId) => attempt(({ db }) => selectEntries(db, runId)),
    newestFix: (runId) => attempt(({ db }) => selectNewest(db, runId)),
    lease() {
      if (closed) throw new Error(`${file}: the sink is closed`)
      lease ??= openFileLease(`${file}.producer`)
      return lease
    },
    async close() {
      closed = true
      lease?.release()
      open?.db.close()
      open = null
    },
  }
}
