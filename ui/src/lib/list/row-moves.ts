/** How long a row takes to its new place, ms. */
const moveMs = 500
/** How long rows stand where they belong at once after a move was seen to be late, ms. */
const cautionMs = 10_000

interface Move {
  /** px from the top of the window */
  to: number
  endsAt: number
}

/**
 * How long each row may still take to its place. A list that is replaced every second measures its rows anew every second, and
 * would begin a move that has not ended yet from its beginning: where frames come more slowly than that, no row would ever
 * arrive, and the list would be in an order that is not true. So a move ends by time: it is not begun again, and who is not
 * there by then is put there.
 */
export class RowMoves {
  readonly #moves = new WeakMap<object, Move>()
  #lateAt = Number.NEGATIVE_INFINITY

  /**
   * @param from where the row is seen, px from the top of the window; `to` where it belongs
   * @param now ms by a clock that does not jump
   * @returns ms; 0 puts it there at once
   */
  durationOf(row: object, from: number, to: number, now: number): number {
    const last = this.#moves.get(row)
    const isLate = last !== undefined && now >= last.endsAt && Math.abs(from - last.to) > 1
    if (isLate) this.#lateAt = now
    const isSlow = now - this.#lateAt < cautionMs
    const isOnItsWay = last !== undefined && now < last.endsAt
    const duration = isSlow ? 0 : isOnItsWay ? last.endsAt - now : moveMs
    this.#moves.set(row, { to, endsAt: now + duration })
    return duration
  }
}
