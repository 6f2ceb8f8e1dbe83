import { raceTimeAt } from '@racecast/pinot/race-clock'
import type { LiveRace } from '../replica/live-race.ts'
import { chunkMs } from './limits.ts'
import type { Order } from './maker.ts'
import type { Kept } from './race-folder.ts'

/** How long after its measurement a fix is certainly in the store, with all others of its tick, ms; at the least. */
const settleMs = 10_000
/** The same where a guess will do, since the chunk is made anew. */
const likelyMs = 2000
/** How long after the end of a race late rows are waited for, ms. */
const endMs = 30_000

/**
 * What can be recorded of a race now. Fixes come in order, so that a minute is all there once newer ones are, some
 * seconds newer; while its producer is down (an open gap), and while the store does not answer, nothing is certain. Null
 * where there is nothing to be recorded yet.
 */
export function orderFor(
  { info, state, line, storeDownSince }: LiveRace,
  now: number,
  looked: boolean,
): Order | null {
  const newest = state?.lag.measuredAt ?? null
  if (newest === null || storeDownSince !== null) return null
  const { runId, status, finishedAt, fixIntervalS, gaps } = info
  const isOver = status === 'finished' || status === 'official'
  const over = isOver && now - (finishedAt ?? newest) > endMs
  const gap = gaps.find(({ to }) => to === null)
  const upTo = Math.min(newest, gap?.from ?? newest)
  const settledAt = Math.min(upTo - Math.max(settleMs, 2 * fixIntervalS * 1000), now - settleMs)
  const growTo = looked && !over ? Math.min(upTo, now) - likelyMs : null
  return { runId, course: line.course, settledAt: over ? now : settledAt, growTo, over }
}

/** Whether an order can bring anything to what is kept already. */
export function isDue(order: Order, race: LiveRace['info'], kept: Kept | null): boolean {
  if (order.over || order.growTo !== null || (kept && kept.completeFor !== null)) return true
  const next = kept ? kept.first + kept.chunks.length : 0
  return raceTimeAt(race, order.settledAt) >= (next + 1) * chunkMs
}
