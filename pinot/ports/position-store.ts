import type { EntryRecord, FixRow, RaceRecord } from '../events/index.ts'

/** A stretch of a race's history by fix `timestamp`, epoch ms: from < timestamp <= to. */
export interface HistoryWindow {
  runId: string
  from: number
  to: number
  /** Only these competitors; everybody if left out. */
  competitorIds?: readonly number[]
}

/**
 * Where positions are read: Pinot tables or the same SQLite file. Answers are whole or an error: a partial
 * answer is never returned as a full one. A competitor that is missing from one answer is not withdrawn.
 *
 * Rejections are `StoreUnavailable` where waiting helps.
 */
export interface PositionStore {
  /** The current record of every race, newest gun time first. */
  races(): Promise<RaceRecord[]>
  /** The current entries of a race by competitorId. */
  entries(runId: string): Promise<EntryRecord[]>
  /** The newest fix of every competitor of a race by competitorId; with `at` (epoch ms) the newest up to then. */
  latest(runId: string, at?: number): Promise<FixRow[]>
  /** Fixes of a window by (timestamp, competitorId), each eventId once. The caller keeps windows small. */
  history(window: HistoryWindow): Promise<FixRow[]>
  /** The oldest and newest fix `timestamp` of a race, or null if it has none. */
  extent(runId: string): Promise<{ oldest: number; newest: number } | null>
  /**
   * Calls back soon after something may have changed, where the store can tell; returns what stops it, or null
   * where the store cannot tell and has to be polled in step with the tick.
   */
  onChange(listener: () => void): (() => void) | null
  /** Resolves when the store takes questions: for who watches over it. It costs the store no query. */
  ping(): Promise<void>
  close(): Promise<void>
}

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}
