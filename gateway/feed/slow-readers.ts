import { hasRoomForFrame, type Written } from './room.ts'

/** Finds who of a lane does not keep up, without a look at each viewer at each step. */
export class SlowReaders<Viewer extends Written> {
  /** When the answer of a viewer is due, by the clock's `elapsed`; null where it owes none. */
  readonly #dueOf: (viewer: Viewer) => number | null
  /** Those whose last write left something waiting. */
  readonly #filled = new Set<Viewer>()
  /** Nobody's answer is due before. */
  #firstDue = Number.POSITIVE_INFINITY

  constructor(dueOf: (viewer: Viewer) => number | null) {
    this.#dueOf = dueOf
  }

  /** A write to this viewer has left something waiting. */
  filled(viewer: Viewer): void {
    this.#filled.add(viewer)
  }

  /** Somebody was asked for an answer. */
  asked(due: number): void {
    this.#firstDue = Math.min(this.#firstDue, due)
  }

  leave(viewer: Viewer): void {
    this.#filled.delete(viewer)
  }

  /** Whose answer was due before `now`, and who has no room for another frame. */
  find(viewers: Iterable<Viewer>, now: number): ReadonlySet<Viewer> {
    const slow = now >= this.#firstDue ? this.#overdue(viewers, now) : new Set<Viewer>()
    for (const viewer of this.#filled) {
      if (!hasRoomForFrame(viewer)) slow.add(viewer)
      else if (viewer.socket.pendingBytes === 0) this.#filled.delete(viewer)
    }
    return slow
  }

  #overdue(viewers: Iterable<Viewer>, now: number): Set<Viewer> {
    const overdue = new Set<Viewer>()
    this.#firstDue = Number.POSITIVE_INFINITY
    for (const viewer of viewers) {
      const due = this.#dueOf(viewer)
      if (due === null) continue
      if (now >= due) overdue.add(viewer)
      else this.asked(due)
    }
    return overdue
  }
}
