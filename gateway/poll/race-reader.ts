import type { EntryRecord, FixRow } from '@racecast/pinot/events'
import type { PositionStore } from '@racecast/pinot/ports'
import type { Clock } from '../clock.ts'
import { QueryBudget } from './query-budget.ts'

/** The most competitors that are named in a query; more, and everybody's rows are asked for. */
const mostIds = 100
/** How many windows are searched for rows that were overtaken by newer ones. */
const lateWindows = 3

export interface Overdue {
  ids: ReadonlySet<number>
  /** What is missing lies in from < timestamp < to, epoch ms. */
  from: number
  to: number
}

/** The store as one race asks it: never more often than its budget allows. */
export class RaceReader {
  readonly #runId: string
  readonly #store: PositionStore
  readonly #clock: Clock
  readonly budget: QueryBudget
  /** When the last query was sent, epoch ms: after any wait for the budget. */
  askedAt = 0
  #closed = false
  /** Whose work this one does beside. */
  #first: RaceReader | null = null

  constructor(runId: string, store: PositionStore, clock: Clock, budget = new QueryBudget()) {
    this.#runId = runId
    this.#store = store
    this.#clock = clock
    this.budget = budget
  }

  /** One for other work on the same race, within the same budget; it is closed with this one, or before. */
  another(): RaceReader {
    const reader = new RaceReader(this.#runId, this.#store, this.#clock, this.budget)
    reader.#first = this
    return reader
  }

  /** Every query from now on is refused, so that a long rebuild ends soon. */
  close(): void {
    this.#closed = true
  }

  get isClosed(): boolean {
    return this.#closed || (this.#first?.isClosed ?? false)
  }

  latest(): Promise<FixRow[]> {
    return this.#ask(() => this.#store.latest(this.#runId))
  }

  /** The newest row of everybody up to `at`, epoch ms. */
  latestAt(at: number): Promise<FixRow[]> {
    return this.#ask(() => this.#store.latest(this.#runId, at))
  }

  entries(): Promise<EntryRecord[]> {
    return this.#ask(() => this.#store.entries(this.#runId))
  }

  extent(): Promise<{ oldest: number; newest: number } | null> {
    return this.#ask(() => this.#store.extent(this.#runId))
  }

  history(from: number, to: number, competitorIds?: readonly number[]): Promise<FixRow[]> {
    const window = { runId: this.#runId, from, to }
    return this.#ask(() => this.#store.history(competitorIds ? { ...window, competitorIds } : window))
  }

  /**
   * Rows that became visible together with newer ones of the same competitor, so that no poll has seen them. Looks
   * back window by window until one is empty: who really had no signal costs one query, not a scan of the time
   * without. What lies farther back than three windows is left to interpolation.
   */
  async overdue({ ids, from, to }: Overdue, windowMs: number): Promise<FixRow[]> {
    const named = ids.size <= mostIds ? [...ids] : undefined
    const found: FixRow[] = []
    let end = to - 1
    for (let i = 0; i < lateWindows && end > from; i++) {
      const start = Math.max(from, end - windowMs)
      const rows = await this.history(start, end, named)
      const own = named ? rows : rows.filter((row) => ids.has(row.competitorId))
      if (own.length === 0) break
      found.push(...own)
      end = start
    }
    return found
  }

  async #ask<T>(query: () => Promise<T>): Promise<T> {
    for (let wait = this.budget.waitMs(this.#clock.elapsed()); wait > 0; ) {
      await new Promise<void>((resolve) => this.#clock.schedule(wait, resolve))
      wait = this.budget.waitMs(this.#clock.elapsed())
    }
    if (this.isClosed) throw new Error('polling has ended')
    this.askedAt = this.#clock.now()
    this.budget.spend(this.#clock.elapsed())
    return query()
  }
}
