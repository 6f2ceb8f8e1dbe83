import type { EntryRecord, FixRow, RaceRecord } from '@racecast/pinot/events'
import { type HistoryWindow, type PositionStore, StoreUnavailable } from '@racecast/pinot/ports'

/** A store in memory that a test fills row by row, takes down, and asks what it was asked. */
export class MemoryStore implements PositionStore {
  readonly records: RaceRecord[] = []
  readonly entered: EntryRecord[] = []
  readonly rows: FixRow[] = []
  /** Every query, as `latest`, `history 1000..2000 of 3` and so on, times in ms from `zero`. */
  readonly asked: string[] = []
  down = false
  readonly #zero: number

  constructor(zero: number) {
    this.#zero = zero
  }

  /** What was asked since the last call. */
  takeAsked(): string[] {
    return this.asked.splice(0)
  }

  async races(): Promise<RaceRecord[]> {
    return this.#answer('races', () => [...this.records])
  }

  async entries(runId: string): Promise<EntryRecord[]> {
    return this.#answer('entries', () => this.entered.filter((entry) => entry.runId === runId))
  }

  async latest(runId: string): Promise<FixRow[]> {
    return this.#answer('latest', () => {
      const newest = new Map<number, FixRow>()
      for (const row of this.#inOrder(runId)) newest.set(row.competitorId, row)
      return [...newest.values()].sort((a, b) => a.competitorId - b.competitorId)
    })
  }

  async history({ runId, from, to, competitorIds }: HistoryWindow): Promise<FixRow[]> {
    const of = competitorIds ? ` of ${competitorIds.join()}` : ''
    return this.#answer(`history ${from - this.#zero}..${to - this.#zero}${of}`, () =>
      this.#inOrder(runId)
        .filter(({ timestamp }) => timestamp > from && timestamp <= to)
        .filter(({ competitorId }) => !competitorIds || competitorIds.includes(competitorId)),
    )
  }

  async extent(runId: string): Promise<{ oldest: number; newest: number } | null> {
    return this.#answer('extent', () => {
      const rows = this.#inOrder(runId)
      return rows.length > 0 ? { oldest: rows[0]!.timestamp, newest: rows.at(-1)!.timestamp } : null
    })
  }

  onChange(): null {
    return null
  }

  async ping(): Promise<void> {
    if (this.down) throw new StoreUnavailable('the store is down for a test')
  }

  async close(): Promise<void> {}

  #answer<T>(query: string, answer: () => T): T {
    this.asked.push(query)
    if (this.down) throw new StoreUnavailable('the store is down for a test')
    return answer()
  }

  #inOrder(runId: string): FixRow[] {
    const own = this.rows.filter((row) => row.runId === runId)
    return own.sort((a, b) => a.timestamp - b.timestamp || a.competitorId - b.competitorId)
  }
}
