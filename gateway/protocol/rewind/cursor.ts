import type { Snapshot } from '../messages.ts'
import { Playout } from '../playout.ts'
import { RaceState, SequenceBroken } from '../race-state.ts'
import { decodeMessage } from '../wire/message.ts'
import type { Chunk } from './chunk.ts'
import { FrontThen } from './front-then.ts'
import type { Mark, Marks } from './marks.ts'
import { type Present, refresh, withPresent } from './present.ts'

/** Chunks by number, those that are there. */
export type Chunks = { get(n: number): Chunk | undefined }

export interface CursorSetting {
  chunkMs: number
  lengthCm: number
  marks: Marks
  /** How far ahead of the moment shown fixes are taken in, ms. */
  leadMs: number
}

/**
 * One moment of a recording, and the way from there onwards: begins at a keyframe and takes in delta after delta. It goes
 * on over the borders of chunks, so that everybody's last fixes stay known.
 */
export class Cursor {
  readonly state: RaceState
  readonly playout: Playout
  /** The chunk that it is in. */
  n: number
  readonly #setting: CursorSetting
  #chunk: Chunk
  /** How many deltas of the chunk are in the state. */
  #taken: number
  /** Up to which race time fixes are in the state, ms. */
  #takenMs: number
  #present: Present
  #rosterSeen: string
  readonly #front: FrontThen
  /** The moment that was asked for last, race ms. */
  shownMs = Number.NEGATIVE_INFINITY

  /**
   * Begins with chunk `n`, or where `mark` is in it. Throws `MalformedFrame` or `SequenceBroken` where its keyframe is
   * damaged.
   */
  constructor(n: number, chunk: Chunk, present: Present, setting: CursorSetting, mark?: Mark) {
    const start = mark?.snapshot ?? (decodeMessage(chunk.keyframe, null) as Snapshot)
    this.state = new RaceState(withPresent(start, present))
    if (this.state.entities.hash !== start.hash) {
      throw new SequenceBroken(`the keyframe of chunk ${n} does not agree with its hash`)
    }
    this.#taken = mark?.taken ?? 0
    this.#takenMs = mark?.atMs ?? chunk.fromMs
    const intervalMs = present.race.fixIntervalS * 1000
    const depth = Math.min(mostDepth, Math.ceil(setting.leadMs / intervalMs) + spareDepth)
    this.playout = new Playout(setting.lengthCm, intervalMs, depth)
    this.playout.takeAll(this.state.entities)
    this.n = n
    this.#chunk = chunk
    this.#setting = setting
    this.#present = present
    this.#rosterSeen = rosterOf(present)
    this.#front = new FrontThen(this.state, setting.lengthCm)
    this.#front.update(present)
    this.state.front.asOf = (raceMs) => this.#front.at(raceMs, raceMs + setting.leadMs)
  }

  /**
   * Whether going on from here leads to `raceMs` in chunk `n` with less work than its keyframe does. Back it goes only
   * where nothing is known here yet that was not known then.
   */
  leadsTo(raceMs: number, n: number): boolean {
    const { chunkMs, leadMs } = this.#setting
    if (raceMs < this.shownMs) return this.#takenMs <= raceMs + leadMs && n >= this.n - 1
    return raceMs - this.shownMs < chunkMs && n <= this.n + 1
  }

  /**
   * Takes in what there was up to `raceMs`, and ahead of it. Throws `SequenceBroken` or `MalformedFrame` where a chunk does
   * not go on from the one before: a keyframe then has to be begun with.
   */
  advance(raceMs: number, chunks: Chunks, present: Present): void {
    this.#update(present)
    this.shownMs = raceMs
    const upTo = raceMs + this.#setting.leadMs
    for (;;) {
      // One that still grew may have been replaced by what has become of it.
      this.#chunk = chunks.get(this.n) ?? this.#chunk
      this.#take(upTo)
      const { untilMs, deltas } = this.#chunk
      const isWhole = untilMs >= (this.n + 1) * this.#setting.chunkMs
      if (this.#taken < deltas.length || !isWhole || untilMs >= upTo) return
      const next = chunks.get(this.n + 1)
      if (!next) return
      this.n++
      this.#chunk = next
      this.#taken = 0
    }
  }

  #take(upTo: number): void {
    const { deltas } = this.#chunk
    for (; this.#taken < deltas.length && deltas[this.#taken]!.atMs <= upTo; this.#taken++) {
      const delta = decodeMessage(deltas[this.#taken]!.message, this.state)
      if (delta.type !== 'delta') throw new SequenceBroken(`chunk ${this.n} has a snapshot among its deltas`)
      this.state.apply(delta)
      if (this.state.entities.hash !== delta.hash) {
        throw new SequenceBroken(`chunk ${this.n} does not lead to the hash that it says`)
      }
      this.playout.takePositions(this.state.entities, delta.positions)
      this.#takenMs = deltas[this.#taken]!.atMs
      const taken = this.#taken + 1
      if (this.#setting.marks.wants(this.n, this.#takenMs))
        this.#setting.marks.note({
          n: this.n,
          taken,
          atMs: this.#takenMs,
          snapshot: this.state.snapshot('behind'),
        })
    }
  }

  #update(present: Present): void {
    if (
      present === this.#present &&
      this.#rosterSeen === rosterOf(present) &&
      this.state.race === present.race
    )
      return
    refresh(this.state, present)
    this.#front.update(present)
    this.#present = present
    this.#rosterSeen = rosterOf(present)
  }
}

/** How many fixes of each are kept beyond those ahead of the moment; and at most, since memory is counted by them. */
const spareDepth = 8
const mostDepth = 64

const rosterOf = ({ epoch, rosterVersion }: Present) => `${epoch}/${rosterVersion}`
