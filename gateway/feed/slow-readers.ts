import { hasRoomForFrame } from './room.ts'
import type { Viewer } from './viewer.ts'

/** Finds who of a lane does not keep up, without a look at each viewer at each step. */
export class SlowReaders {
  /** Those whose last write left something waiting. */
  readonly #filled = new Set<Viewer>()
  /** Nobody's answer is due before, epoch ms. */
  #firstDue = Number.POSITIVE_INFINITY

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

  /** Who of those in step owes an answer at `now`, or has no room for another frame. */
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
      const { session } = viewer
      if (session.state !== 'inStep' || !session.unanswered) continue
      if (now >= session.unanswered.due) overdue.add(viewer)
      else this.asked(session.unanswered.due)
    }
    return overdue
  }
}
