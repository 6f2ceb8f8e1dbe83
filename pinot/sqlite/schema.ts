import type { DatabaseSync } from 'node:sqlite'

/** Raised with every change of the tables; written to the file's `user_version`. */
export const SCHEMA_VERSION = 3

/**
 * A race's random runId is written once, in `runs`; every other table holds its number, which makes a row of
 * history a third as long.
 *
 * `parkrun_history` is clustered by time. A tick is then appended at the end of the tree and a window is one
 * stretch of it; clustered by competitor, each tick would dirty a page for every competitor. The price,
 * `latest(runId, at)`, is paid by reading back from `at` (see latest-at.ts), for which `parkrun` keeps each
 * competitor's first timestamp: who has no row yet at `at` is not looked for.
 *
 * That the current row is the newest of the history is the trigger's doing, so that no writer can forget it.
 */
const TABLES = `
  CREATE TABLE runs (run INTEGER PRIMARY KEY, runId TEXT NOT NULL UNIQUE) STRICT;

  CREATE TABLE races (
    run INTEGER PRIMARY KEY,
    slug TEXT NOT NULL, name TEXT NOT NULL, course TEXT NOT NULL, courseHash TEXT NOT NULL,
    kind TEXT NOT NULL, status TEXT NOT NULL, startTime INTEGER NOT NULL, waves TEXT NOT NULL,
    fixIntervalS REAL NOT NULL, playoutDelayMs INTEGER NOT NULL, offCourseM REAL NOT NULL, plan TEXT,
    seed INTEGER NOT NULL, planVersion INTEGER NOT NULL, pauses TEXT NOT NULL, gaps TEXT NOT NULL,
    finishedAt INTEGER, updatedAt INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE entries (
    run INTEGER NOT NULL, competitorId INTEGER NOT NULL,
    bib TEXT NOT NULL, name TEXT NOT NULL, club TEXT NOT NULL, category TEXT NOT NULL, wave TEXT NOT NULL,
    role TEXT NOT NULL, anonymous INTEGER NOT NULL, standing TEXT NOT NULL, updatedAt INTEGER NOT NULL,
    PRIMARY KEY (run, competitorId)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE parkrun (
    run INTEGER NOT NULL, competitorId INTEGER NOT NULL, timestamp INTEGER NOT NULL,
    firstTimestamp INTEGER NOT NULL,
    eventId TEXT, rawTime INTEGER NOT NULL, raceTimeMs INTEGER NOT NULL, publishedAt INTEGER NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL, distance REAL NOT NULL, course TEXT NOT NULL,
    source TEXT NOT NULL, accuracy REAL NOT NULL, flags INTEGER NOT NULL,
    PRIMARY KEY (run, competitorId)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE parkrun_history (
    run INTEGER NOT NULL, timestamp INTEGER NOT NULL, competitorId INTEGER NOT NULL,
    eventId TEXT, rawTime INTEGER NOT NULL, raceTimeMs INTEGER NOT NULL, publishedAt INTEGER NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL, distance REAL NOT NULL, course TEXT NOT NULL,
    source TEXT NOT NULL, accuracy REAL NOT NULL, flags INTEGER NOT NULL,
    PRIMARY KEY (run, timestamp, competitorId)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER newest_fix_is_current AFTER INSERT ON parkrun_history BEGIN
    INSERT INTO parkrun VALUES (
      new.run, new.competitorId, new.timestamp, new.timestamp, new.eventId, new.rawTime, new.raceTimeMs,
      new.publishedAt, new.lat, new.lon, new.distance, new.course, new.source, new.accuracy, new.flags
    )
    ON CONFLICT (run, competitorId) DO UPDATE SET
      timestamp = excluded.timestamp, eventId = excluded.eventId, rawTime = excluded.rawTime,
      raceTimeMs = excluded.raceTimeMs, publishedAt = excluded.publishedAt, lat = excluded.lat,
      lon = excluded.lon, distance = excluded.distance, course = excluded.course, source = excluded.source,
      accuracy = excluded.accuracy, flags = excluded.flags
      WHERE excluded.timestamp > parkrun.timestamp;
    UPDATE parkrun SET firstTimestamp = new.timestamp
      WHERE run = new.run AND competitorId = new.competitorId AND firstTimestamp > new.timestamp;
  END;
`

/** What each version has added to the one before, from the second on. */
const ADDITIONS = [
  'ALTER TABLE races ADD COLUMN visibility TEXT;',
  'ALTER TABLE races ADD COLUMN rulings TEXT;',
]

export function schemaVersionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version)
}

/** Makes the tables, or adds what a newer version has; one write transaction, so that two processes cannot do it both. */
export function prepareTables(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    const found = schemaVersionOf(db)
    if (found < SCHEMA_VERSION) {
      const steps = [...(found === 0 ? [TABLES] : []), ...ADDITIONS.slice(Math.max(0, found - 1))]
      db.exec(`${steps.join(' ')} PRAGMA user_version = ${SCHEMA_VERSION};`)
    }
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
