import type { EntryRecord, FixRow, RaceRecord } from '@racecast/pinot/events'
import type { RaceState } from '../protocol/index.ts'
import type { RaceReader } from './race-reader.ts'

/** A producer that is not ours may change entries without sending the race's record again. */
const foreignEveryMs = 10_000
/** How often somebody unknown makes the entries be read again. */
const unknownEveryMs = 1000
/**
 * Where a store consists of tables that are filled one by one, an entry may show later than the record that was sent
 * after it: they are read again so long after the first time, ms.
 */
const againAfterMs = [1000, 3000, 10_000]

/** Reads a race's entries when they may have changed. */
export class EntriesWatch {
  readonly #reader: RaceReader
  readonly #isAtOnce: boolean
  #forRecord = -1
  #readAt = Number.NEGATIVE_INFINITY
  #unknown = false

  /** When they are read again, soonest first; as all times here by a clock that only goes on, ms. */
  #again: number[] = []

  /** @param isAtOnce whether the store shows an entry no later than the record that follows it */
  constructor(reader: RaceReader, isAtOnce: boolean) {
    this.#reader = reader
    this.#isAtOnce = isAtOnce
  }

  /** The entries, or null where nothing speaks for a change. */
  async read(race: RaceRecord, now: number): Promise<EntryRecord[] | null> {
    const ago = now - this.#readAt
    const due =
      race.updatedAt !== this.#forRecord ||
      (this.#again[0] ?? Number.POSITIVE_INFINITY) <= now ||
      (this.#unknown && ago >= unknownEveryMs) ||
      (race.kind !== 'simulated' && ago >= foreignEveryMs)
    if (!due) return null
    const entries = await this.#reader.entries()
    if (race.updatedAt === this.#forRecord) this.#again = this.#again.filter((at) => at > now)
    else if (!this.#isAtOnce) this.#again = againAfterMs.map((ms) => now + ms)
    this.#forRecord = race.updatedAt
    this.#readAt = now
    return entries
  }

  /** Notes whether somebody runs who is not entered. */
  look(state: RaceState, rows: readonly FixRow[]): void {
    this.#unknown = rows.some((row) => !state.roster.has(row.competitorId))
  }

  /** In how long they are to be read again, ms; null where nothing speaks for it. */
  dueIn(now: number): number | null {
    return this.#again[0] === undefined ? null : Math.max(0, this.#again[0] - now)
  }

  /** What was read has not been published: read it again. */
  forget(): void {
    this.#forRecord = -1
  }
}
