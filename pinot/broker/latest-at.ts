import type { FixRow } from '../events/index.ts'
import type { Queries } from './queries.ts'
import { newestOfEach } from './rows.ts'

const WINDOW_MS = 2000

/**
 * The newest fix of every competitor at the time `at`. One query tells when each was seen last, which is two
 * columns instead of all; nearly all of those rows are current ones or lie in the last two seconds, and the few
 * that are older (no signal) are asked for one by one.
 */
export async function latestAt(queries: Queries, runId: string, at: number): Promise<FixRow[]> {
  const [times, current, recent] = await Promise.all([
    queries.newestTimes(runId, at),
    queries.current(runId, at),
    queries.history({ runId, from: at - WINDOW_MS, to: at }),
  ])
  const isNewest = (row: FixRow) => row.timestamp === times.get(row.competitorId)
  const found = [...current, ...recent].filter(isNewest)
  const missing = new Map(times)
  for (const row of found) missing.delete(row.competitorId)
  if (missing.size > 0) found.push(...(await queries.atTimes(runId, missing)).filter(isNewest))
  return newestOfEach(found)
}
