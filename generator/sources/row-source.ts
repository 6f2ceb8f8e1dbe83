import type { FixRow } from '@racecast/pinot/events'

/** Rows to be sent in one call; together they take the source to `upTo` (epoch ms). */
export interface Batch {
  /** `publishedAt` is the publisher's to set, at each attempt. */
  rows: FixRow[]
  upTo: number
}

/**
 * Where a race's rows come from. The publisher takes a batch, sends it, and acknowledges it only when the sink
 * has; until then taking again gives at least the same rows or newer ones in their place. So a source decides
 * what is worth keeping while a sink is down: one that computes keeps nothing but a cursor, one that listens to
 * trackers keeps the newest row of each competitor, and never lets anything replace a finish.
 */
export interface RowSource {
  /** Up to where everything has been acknowledged, epoch ms. */
  readonly acknowledged: number
  /** The next rows up to the second `now`, about `maxRows` of them but at least a second's; null if none. */
  take(now: number, maxRows: number): Batch | null
  /**
   * What must not be missing when a race that is behind ends at the second `now`: every finish up to then, and where
   * everybody else is. Null if all is acknowledged.
   */
  takeLast(now: number): Batch | null
  acknowledge(batch: Batch): void
  /** The finish of a competitor that was not sent up to `now` because they were out of the race; null if there is none. */
  finishOf(competitorId: number, now: number): FixRow | null
  /** All that will ever come has been acknowledged. */
  readonly exhausted: boolean
}
