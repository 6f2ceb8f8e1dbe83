/** Queries that one race may make in any second, however many watch it. */
export const queriesPerSecond = 5

/** Counts the queries of a race and says when the next may be made. */
export class QueryBudget {
  readonly #perSecond: number
  #recent: number[] = []
  /** All queries so far. */
  spent = 0

  constructor(perSecond = queriesPerSecond) {
    this.#perSecond = perSecond
  }

  /** How long to wait before the next query, ms; 0 if it may be made now, `now` being ms by a clock that only goes on. */
  waitMs(now: number): number {
    this.#recent = this.#recent.filter((at) => at > now - 1000)
    return this.#recent.length < this.#perSecond ? 0 : this.#recent[0]! + 1000 - now
  }

  spend(now: number): void {
    this.#recent.push(now)
    this.spent++
  }
}
