import type { Snapshot } from '../messages.ts'

/** A state within a chunk that one can begin with: as of a delta, as a keyframe is of a chunk's beginning. */
export interface Mark {
  /** The chunk, and how many of its deltas are in the state. */
  n: number
  taken: number
  /** Up to which race time fixes are in it, ms. */
  atMs: number
  snapshot: Snapshot
}

/** How far apart they are at least, race ms: to go back within a chunk then costs a third of its deltas at most. */
const everyMs = 20_000
const mostKept = 6

/** States on the way through the chunks that were shown last: who goes back a little need not begin at a keyframe. */
export class Marks {
  #kept: Mark[] = []

  /** Whether a state as of `atMs` is worth keeping. */
  wants(n: number, atMs: number): boolean {
    return !this.#kept.some((mark) => mark.n === n && Math.abs(mark.atMs - atMs) < everyMs)
  }

  note(mark: Mark): void {
    this.#kept.push(mark)
    if (this.#kept.length > mostKept) this.#kept.shift()
  }

  /** The last one in chunk `n` that is not later than `raceMs`. */
  before(n: number, raceMs: number): Mark | undefined {
    return this.#kept
      .filter((mark) => mark.n === n && mark.atMs <= raceMs)
      .sort((a, b) => a.atMs - b.atMs)
      .at(-1)
  }

  clear(): void {
    this.#kept = []
  }
}
