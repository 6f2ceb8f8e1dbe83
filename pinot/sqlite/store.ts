import type { DatabaseSync } from 'node:sqlite'
import { type PositionStore, StoreUnavailable } from '../ports/index.ts'
import { type Every, watchChanges } from './changes.ts'
import { connectReader } from './connection.ts'
import { explain } from './errors.ts'
import { latestAt } from './latest-at.ts'
import { selectEntries, selectExtent, selectHistory, selectLatest, selectRaces } from './queries.ts'

/**
 * Reads the file that a SQLite sink writes, over a read-only connection of its own. Until the sink has made the
 * file every answer is empty. `every` is the timer that looks for changes.
 */
export function openSqliteStore({ file, every }: { file: string; every?: Every }): PositionStore {
  let db: DatabaseSync | null = null
  let closed = false
  const watches = new Set<() => void>()

  function connection(): DatabaseSync | null {
    if (closed) throw new Error(`${file}: the store is closed`)
    db ??= connectReader(file)
    return db
  }

  /** One read transaction, so that an answer made of several queries is of one moment. */
  async function read<T>(empty: T, work: (db: DatabaseSync) => T): Promise<T> {
    try {
      const on = connection()
      if (!on) return empty
      on.exec('BEGIN')
      try {
        return work(on)
      } finally {
        if (on.isTransaction) on.exec('COMMIT')
      }
    } catch (error) {
      throw explain(error, file, StoreUnavailable)
    }
  }

  return {
    races: () => read([], selectRaces),
    entries: (runId) => read([], (on) => selectEntries(on, runId)),
    latest: (runId, at) =>
      read([], (on) => (at === undefined ? selectLatest(on, runId) : latestAt(on, runId, at))),
    history: (window) => read([], (on) => selectHistory(on, window)),
    extent: (runId) => read(null, (on) => selectExtent(on, runId)),
    onChange(listener) {
      const stop = watchChanges(connection, listener, every)
      watches.add(stop)
      return () => {
        watches.delete(stop)
        stop()
      }
    },
    ping: () => read(undefined, (on) => void on.prepare('SELECT 1').get()),
    async close() {
      closed = true
      for (const stop of watches) stop()
      watches.clear()
      db?.close()
      db = null
    },
  }
}
