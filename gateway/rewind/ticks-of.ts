import type { FixRow, RaceRecord } from '@racecast/pinot/events'
import { raceMsOf } from '../race/fix-fold.ts'

export interface Tick {
  /** Up to which race time its fixes are, ms: whole seconds. */
  atMs: number
  rows: FixRow[]
}

/** Rows that stand by time, divided into seconds of the race; no tick has two fixes of one competitor. */
export function ticksOf(
  rows: readonly FixRow[],
  race: Pick<RaceRecord, 'kind' | 'startTime' | 'plan'>,
): Tick[] {
  const ticks: Tick[] = []
  let tick: Tick | null = null
  const seen = new Set<number>()
  for (const row of rows) {
    const atMs = Math.max(
      Math.ceil(raceMsOf(race, row) / 1000) * 1000,
      tick?.atMs ?? Number.NEGATIVE_INFINITY,
    )
    if (!tick || atMs > tick.atMs || seen.has(row.competitorId)) {
      tick = { atMs, rows: [] }
      ticks.push(tick)
      seen.clear()
    }
    seen.add(row.competitorId)
    tick.rows.push(row)
  }
  return ticks
}
