import type { EntryRecord, FixRow, RaceRecord } from '../events/index.ts'
import type { ProducerLease } from './producer-lease.ts'

/**
 * Where events go: Kafka topics or a SQLite file. A resolved promise means acknowledged: what was given is
 * there after a crash of this process. A rejected one means that nothing is known; sending the same again is
 * always safe, because keys and versions make a repeat change nothing.
 *
 * Rejections are `SinkUnavailable` where waiting helps, anything else is a defect or bad input.
 */
export interface EventSink {
  /** Upsert by runId, the newest `updatedAt` stays. */
  putRace(race: RaceRecord): Promise<void>
  /** Upsert by (runId, competitorId), the newest `updatedAt` stays. Any number of rows. */
  putEntries(entries: readonly EntryRecord[]): Promise<void>
  /**
   * Appends to the history and upserts the current row by (runId, competitorId), the newest `timestamp` stays.
   * Any number of rows; all of one call become visible together where the store can do that.
   */
  putFixes(rows: readonly FixRow[]): Promise<void>
  /**
   * Removes entries and fixes of a race that was deleted, a part at a time; resolves to whether there is more to remove. Where
   * the sink cannot (Kafka: what is in a topic goes by its retention), nothing happens.
   */
  forget(runId: string): Promise<boolean>
  /** All races as they were last acknowledged: what a producer needs to go on after a restart. */
  races(): Promise<RaceRecord[]>
  entries(runId: string): Promise<EntryRecord[]>
  /** The newest acknowledged fix `timestamp` of a race (epoch ms), or null if it has none. */
  newestFix(runId: string): Promise<number | null>
  /**
   * Asks, from the first call on, to be the sink's only producer; always the same lease. Nothing that is put is refused
   * for want of it: to look is the producer's part.
   */
  lease(): ProducerLease
  /** Sends what was given before, then gives the lease back. */
  close(): Promise<void>
}

export class SinkUnavailable extends Error {
  override readonly name: string = 'SinkUnavailable'
}
