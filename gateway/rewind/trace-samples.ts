import { EntityFlag, newMoment, type Playout, type RaceState } from '../protocol/index.ts'
import { chunkMs, traceEveryMs } from './limits.ts'
import { writeTraces } from './trace-block.ts'

const count = chunkMs / traceEveryMs

/** Where everybody was every ten seconds of one chunk. */
export class TraceSamples {
  readonly #fromMs: number
  readonly #lateMs: number
  /** By competitor, cm at each moment. */
  readonly #cm = new Map<number, (number | null)[]>()
  readonly #front: (number | null)[] = []
  readonly #back: (number | null)[] = []

  constructor(fromMs: number, intervalMs: number) {
    this.#fromMs = fromMs
    // The fix after a moment says where everybody was then; the one after that, of who has missed one.
    this.#lateMs = 2 * intervalMs
  }

  /** The state is as of `atMs` now: moments that lie far enough behind are noted. */
  passed(atMs: number, state: RaceState, playout: Playout): void {
    while (this.#front.length < count && this.#next + this.#lateMs < atMs) this.#note(state, playout)
  }

  /** All moments of the chunk, those too that nothing came after. */
  block(state: RaceState, playout: Playout): Uint8Array {
    while (this.#front.length < count) this.#note(state, playout)
    return writeTraces({ cm: this.#cm, front: this.#front, back: this.#back })
  }

  get #next(): number {
    return this.#fromMs + this.#front.length * traceEveryMs
  }

  #note({ entities, roster }: RaceState, playout: Playout): void {
    const raceMs = this.#next
    const moment = newMoment()
    let [front, back] = [-1, Number.POSITIVE_INFINITY]
    for (let slot = 0; slot < entities.size; slot++) {
      if (!playout.reaches(slot, raceMs) || !playout.at(slot, raceMs, moment)) continue
      if (moment.certainty === 'frozen') continue
      const id = entities.ids[slot]!
      const cm = Math.round(moment.cm)
      const row = this.#cm.get(id) ?? []
      this.#cm.set(id, row)
      while (row.length < this.#front.length) row.push(null)
      row.push(cm)
      if (roster.get(id)?.role !== 'competitor') continue
      front = Math.max(front, cm)
      // Who stands may have given up: the back of the field is the last one who is on the way.
      if ((moment.flags & (EntityFlag.finished | EntityFlag.stopped)) === 0) back = Math.min(back, cm)
    }
    this.#front.push(front < 0 ? null : front)
    this.#back.push(Number.isFinite(back) ? back : null)
  }
}
