import { type FixRow, type RaceRecord, raceTimeAt, wallTimeAt } from '@racecast/pinot/events'
import { secondAfter } from '../clock.ts'
import type { CompetitorPlan } from '../plan/competitor-plan.ts'
import type { Batch, RowSource } from './row-source.ts'
import { type SimulatedField, simulatedRows } from './simulated-rows.ts'

export interface SimulatedSourceOptions extends SimulatedField {
  /** The race's record as it is now: commands change it. */
  record: () => Pick<RaceRecord, 'startTime' | 'pauses' | 'finishedAt'>
  /** The newest acknowledged row's timestamp, epoch ms, or null if there is none. */
  newest: number | null
  /** Seconds further back than this are not made up for, ms; finishes always are. */
  backlogMs: number
  /** competitorIds of whom there are no rows, as long as they are in it. */
  withdrawn: ReadonlySet<number>
}

function isPaused(pauses: RaceRecord['pauses'], wallMs: number): boolean {
  return pauses.some(({ from, to }) => from < wallMs && (to === null || wallMs <= to))
}

/**
 * A simulated race needs no memory of what is not acknowledged, since any second of it can be computed again: all
 * it has is a cursor. Everybody's row of each whole wall-clock second while the race's clock runs, the row of each
 * finish at its exact instant, and the gun.
 */
export function simulatedSource(options: SimulatedSourceOptions): RowSource {
  const { plans, record, backlogMs, withdrawn } = options
  const rows = simulatedRows(options)
  const inOrder = plans
    .map(({ finishMs }, i) => ({ i, finishMs }))
    .filter((one): one is { i: number; finishMs: number } => one.finishMs !== null)
    .sort((a, b) => a.finishMs - b.finishMs || a.i - b.i)
  const lastMs = plans.reduce((last, { endMs }) => Math.max(last, endMs), 0)

  const beforeGun = () => record().startTime - 1
  let acknowledged = options.newest
  // The last second may have been taken only in part: it is sent again.
  let cursor = options.newest === null ? null : options.newest - 1000

  /** Finishes with from < wall time <= to. */
  function finishes(from: number, to: number): FixRow[] {
    const clock = record()
    const after = raceTimeAt(clock, from)
    const until = raceTimeAt(clock, to)
    const found: FixRow[] = []
    for (let k = firstAfter(inOrder, after); k < inOrder.length; k++) {
      const { i, finishMs } = inOrder[k]!
      if (finishMs > until) break
      if (withdrawn.has(i + 1)) continue
      found.push(rows.finishRow(i, finishMs, wallTimeAt(clock, finishMs)))
    }
    return found
  }

  function everybody(timestamp: number): FixRow[] {
    const raceMs = raceTimeAt(record(), timestamp)
    const found: FixRow[] = []
    for (let i = 0; i < plans.length; i++) {
      if (isShown(plans[i]!, raceMs) && !withdrawn.has(i + 1)) found.push(rows.row(i, raceMs, timestamp))
    }
    return found
  }

  /** The rows of from < wall time <= second, where `second` is the next whole one. */
  function secondOfRows(from: number, second: number): FixRow[] {
    const { startTime, pauses } = record()
    if (second < startTime) return []
    const gun = startTime > from && startTime < second ? everybody(startTime) : []
    const running = isPaused(pauses, second) ? [] : everybody(second)
    return [...gun, ...finishes(from, second), ...running]
  }

  return {
    get acknowledged() {
      return acknowledged ?? beforeGun()
    },
    get exhausted() {
      const clock = record()
      const { startTime, finishedAt } = clock
      if (finishedAt !== null && (finishedAt <= startTime || this.acknowledged >= finishedAt)) return true
      return raceTimeAt(clock, this.acknowledged) >= lastMs
    },
    takeLast(now: number): Batch | null {
      const begun = Math.max(cursor ?? 0, beforeGun())
      if (begun >= now) return null
      const last = Math.max(begun, now - 1000)
      return { rows: [...finishes(begun, last), ...secondOfRows(last, now)], upTo: now }
    },
    take(now: number, maxRows: number): Batch | null {
      const { startTime, finishedAt } = record()
      // A race that was stopped before its gun has no rows, not even that of the gun.
      if (finishedAt !== null && finishedAt <= startTime) return null
      const horizon = Math.min(now, finishedAt ?? now)
      const begun = Math.max(cursor ?? 0, beforeGun())
      let at = begun
      if (at >= horizon) return null
      const batch: FixRow[] = []
      const oldest = Math.min(horizon, now - backlogMs)
      if (at < oldest) {
        batch.push(...finishes(at, oldest))
        at = oldest
      }
      while (at < horizon) {
        const second = secondAfter(at)
        if (second > horizon) break
        batch.push(...secondOfRows(at, second))
        at = second
        if (batch.length + plans.length > maxRows) break
      }
      return at > begun ? { rows: batch, upTo: at } : null
    },
    finishOf(competitorId, now) {
      const clock = record()
      const finishMs = plans[competitorId - 1]?.finishMs ?? null
      if (finishMs === null) return null
      const timestamp = wallTimeAt(clock, finishMs)
      return timestamp <= Math.min(now, clock.finishedAt ?? now)
        ? rows.finishRow(competitorId - 1, finishMs, timestamp)
        : null
    },
    acknowledge({ upTo }) {
      cursor = upTo
      acknowledged = Math.max(acknowledged ?? upTo, upTo)
    },
  }
}

/** Running, or waiting for their wave, and heard of; a finish has a row of its own. */
function isShown({ endMs, finishMs, dropout }: CompetitorPlan, raceMs: number): boolean {
  if (raceMs > endMs || raceMs === finishMs) return false
  return !(dropout && raceMs > dropout.fromMs && raceMs < dropout.toMs)
}

function firstAfter(inOrder: readonly { finishMs: number }[], raceMs: number): number {
  let low = 0
  let high = inOrder.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (inOrder[middle]!.finishMs <= raceMs) low = middle + 1
    else high = middle
  }
  return low
}
