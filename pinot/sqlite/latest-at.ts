import type { DatabaseSync } from 'node:sqlite'
import type { FixRow } from '../events/index.ts'
import { selectCurrentUpTo, selectMovedOn, selectNewestWithin } from './queries.ts'

const FIRST_WINDOW_MS = 2000

/**
 * The newest fix of every competitor at the time `at`. Almost all are found in the last two seconds; the windows
 * back from there grow fourfold, so that whoever had no signal for a while costs a few more and a pause none. It
 * ends because only those are looked for that have a row up to `at`.
 */
export function latestAt(db: DatabaseSync, runId: string, at: number): FixRow[] {
  const found = selectCurrentUpTo(db, runId, at)
  const missing = new Set(selectMovedOn(db, runId, at))
  let to = at
  let width = FIRST_WINDOW_MS
  while (missing.size > 0 && to >= 0) {
    const from = Math.max(to - width, -1)
    for (const row of selectNewestWithin(db, { runId, from, to, competitorIds: [...missing] })) {
      found.push(row)
      missing.delete(row.competitorId)
    }
    to = from
    width *= 4
  }
  return found.sort((a, b) => a.competitorId - b.competitorId)
}
