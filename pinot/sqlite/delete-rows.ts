import type { DatabaseSync } from 'node:sqlite'

/** So many rows of history are deleted at once: others wait for the file by the second. */
const PART = 20_000

/** Deletes entries and fixes of a race, the oldest first, a part of them; true while there are more. Its record stays. */
export function deleteRows(db: DatabaseSync, runId: string): boolean {
  const run = db.prepare('SELECT run FROM runs WHERE runId = ?').get(runId)?.run
  if (run === undefined) return false
  const upTo = db
    .prepare(
      'SELECT timestamp FROM parkrun_history WHERE run = ? ORDER BY timestamp, competitorId LIMIT 1 OFFSET ?',
    )
    .get(run, PART)?.timestamp
  if (upTo !== undefined) {
    db.prepare('DELETE FROM parkrun_history WHERE run = ? AND timestamp <= ?').run(run, upTo)
    return true
  }
  for (const table of ['parkrun_history', 'parkrun', 'entries'])
    db.prepare(`DELETE FROM ${table} WHERE run = ?`).run(run)
  return false
}
