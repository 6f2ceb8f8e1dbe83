import type { EntryRecord, FixRow, RaceRecord } from '@racecast/pinot/events'
import type { RaceState } from '../protocol/index.ts'
import type { RaceReader } from './race-reader.ts'

/** A producer that is not ours may change entries without sending the race's record again. */
const foreignEveryMs = 10_000
/** How often somebody unknown makes the entries be read again. */
const unknownEveryMs = 1000

/** Reads a race's entries when they may have changed. */
export class EntriesWatch {
  readonly #reader: RaceReader
  #forRecord = -1
  #readAt = 0
  #unknown = false

  constructor(reader: RaceReader) {
    this.#reader = reader
  }

  /** The entries, or null where nothing speaks for a change. */
  async read(race: RaceRecord, now: number): Promise<EntryRecord[] | null> {
    const ago = now - this.#readAt
    const due =
      race.updatedAt !== this.#forRecord ||
      (this.#unknown && ago >= unknownEveryMs) ||
      (race.kind !== 'simulated' && ago >= foreignEveryMs)
    if (!due) return null
    const entries = await this.#reader.entries()
    this.#forRecord = race.updatedAt
    this.#readAt = now
    return entries
  }

  /** Notes whether somebody runs who is not entered. */
  look(state: RaceState, rows: readonly FixRow[]): void {
    this.#unknown = rows.some((row) => !state.roster.has(row.competitorId))
  }

  /** What was read has not been published: read it again. */
  forget(): void {
    this.#forRecord = -1
  }
}
