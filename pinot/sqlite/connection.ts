import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { newerSchema } from './errors.ts'
import { prepareTables, SCHEMA_VERSION, schemaVersionOf } from './schema.ts'

/**
 * How long SQLite itself waits for a lock, ms. Short, because node:sqlite blocks the thread meanwhile; callers
 * try again.
 */
const BUSY_TIMEOUT_MS = 250

function closing<T>(db: DatabaseSync, setUp: () => T): T {
  try {
    return setUp()
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Opens the file for its only writer, and makes it where it does not exist; one of an older version gets what is
 * new. `maxPages` is a quota in pages of 4 KiB, beyond which the disk counts as full.
 */
export function connectWriter(file: string, maxPages?: number): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
  return closing(db, () => {
    const version = schemaVersionOf(db)
    if (version > SCHEMA_VERSION) throw newerSchema(file, version, SCHEMA_VERSION)
    // NORMAL in WAL: a commit outlives this process; only a power cut may take the last few.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
    if (version < SCHEMA_VERSION) prepareTables(db)
    if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${Math.floor(maxPages)}`)
    return db
  })
}

/** Opens the file for reading, or gives null as long as no writer has made it. */
export function connectReader(file: string): DatabaseSync | null {
  if (!existsSync(file)) return null
  const db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  return closing(db, () => {
    const version = schemaVersionOf(db)
    if (version > SCHEMA_VERSION) throw newerSchema(file, version, SCHEMA_VERSION)
    if (version > 0) return db
    db.close()
    return null
  })
}
