import { DatabaseSync } from 'node:sqlite'

/** Raised with every change of the tables; written to the file's `user_version`. */
const schemaVersion = 2

/**
 * A race's checkpoint is its keyframe, the deltas since and the fold's memory; its log is kept whole. `fence`
 * outlives the checkpoint, so that a lease that was given before a crash stays lower than every later one.
 */
const tables = `
  CREATE TABLE lease (runId TEXT PRIMARY KEY, fence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE keyframe (
    runId TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL
  ) STRICT;
  CREATE TABLE memory (runId TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
  CREATE TABLE delta (
    runId TEXT NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (runId, seq)
  ) STRICT;
  CREATE TABLE log (
    runId TEXT NOT NULL, n INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (runId, n)
  ) STRICT, WITHOUT ROWID;
`

/** What each version has added to the one before, from the second on. */
const additions = [
  'CREATE TABLE note (map TEXT, key TEXT, text TEXT NOT NULL, PRIMARY KEY (map, key)) STRICT, WITHOUT ROWID;',
]

/** Opens gateway.db, which this process alone writes; makes its tables in a new one. */
export function openGatewayFile(file: string): DatabaseSync {
  const db = new DatabaseSync(file)
  try {
    prepare(db, file)
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

function prepare(db: DatabaseSync, file: string): void {
  // A killed process loses nothing in this mode; a power cut may lose the last frames, which the store still has.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000')
  const found = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (found > schemaVersion)
    throw new Error(
      `${file} has version ${found}, this gateway writes version ${schemaVersion}: ` +
        'move the file away; every race is then worked out again from the store',
    )
  if (found === schemaVersion) return
  const steps = [...(found === 0 ? [tables] : []), ...additions.slice(Math.max(0, found - 1))]
  db.exec(`BEGIN; ${steps.join(' ')} PRAGMA user_version = ${schemaVersion}; COMMIT`)
}
