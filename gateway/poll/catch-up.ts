import { setImmediate } from 'node:timers/promises'
import type { FixRow } from '@racecast/pinot/events'
import type { Missing } from './missing-rows.ts'
import type { RaceReader } from './race-reader.ts'

/** About so many rows are read at once, whatever the size of the field. */
const rowsAtOnce = 60_000
const longestWindowMs = 600_000
const longestOverdueMs = 60_000

/** How long a window of history may be, ms. */
export function windowMsFor(competitors: number, fixIntervalS: number): number {
  const stepMs = fixIntervalS * 1000
  const fitting = (rowsAtOnce / Math.max(1, competitors)) * stepMs
  return Math.round(Math.min(Math.max(fitting, stepMs), Math.max(longestWindowMs, stepMs)))
}

export interface Batch {
  rows: FixRow[]
  /** How much of what was missing has been read with this, 0 to 1. */
  done: number
}

/** `latest` and what is missing before it, in batches that follow each other in time. */
export async function* batchesOf(
  reader: Pick<RaceReader, 'history' | 'overdue'>,
  { window, overdue }: Missing,
  latest: readonly FixRow[],
  windowMs: number,
): AsyncGenerator<Batch> {
  let late = overdue ? await reader.overdue(overdue, Math.min(windowMs, longestOverdueMs)) : []
  if (!window) {
    yield { rows: late.concat(latest), done: 1 }
    return
  }
  for (let from = window.from; from < window.to; from += windowMs) {
    const to = Math.min(from + windowMs, window.to)
    const rows = late.concat(await reader.history(from, to))
    late = []
    yield {
      rows: to === window.to ? rows.concat(latest) : rows,
      done: (to - window.from) / (window.to - window.from),
    }
    await setImmediate()
  }
}
