import { leadMs } from '../lead.ts'
import type { Playout } from '../playout.ts'
import { type RaceState, SequenceBroken } from '../race-state.ts'
import { MalformedFrame } from '../wire/malformed-frame.ts'
import { ChunkSource, type RecordingOptions } from './chunk-source.ts'
import { Cursor } from './cursor.ts'
import { Marks } from './marks.ts'
import type { Present } from './present.ts'
import type { RewindIndex } from './rewind-index.ts'

/** How much of a race is recorded. */
export interface Extent {
  /** Race ms. Before `fromMs` nothing is kept; after `reachesMs` it is still to be recorded. */
  fromMs: number
  reachesMs: number
  /** The race is over, and all of it is there: any later moment is as the last one. */
  complete: boolean
}

/** A race at a moment: `boardAt`, `Playout.at` and `Playout.piece` answer for it. Of use until `at` is called again. */
export interface MomentOfRace {
  state: RaceState
  playout: Playout
}

/**
 * A race to rewind: any moment of it, from chunks of a minute that the server has made once and keeps.
 *
 *     const recording = new Recording({ url: '/api/races/parkrun-1', present: () => feed.state })
 *     await recording.load(raceMs, { signal })       // rejects where the server cannot be reached
 *     const then = recording.at(raceMs)              // null: not loaded, or not recorded
 *     if (then) pictureAt(then.state, then.playout, lengthCm, wallTimeAt(then.state.race, raceMs), raceMs)
 *
 * To play, call `load` every second or so for the moment shown (it answers at once where all is there, and fetches what
 * comes next meanwhile; `aheadMs` has to grow with the speed), and `at` for every picture: going forward costs the fixes in
 * between, going back or far begins anew from a keyframe. To follow a finger on a slider, give each `load` a signal and
 * abort the one before.
 *
 * A moment is what a screen showed when it was live, with the race's playout delay: fixes of up to `playoutDelayMs` later
 * are known, no more. What is newer than `extent.reachesMs` has not been recorded yet, and is in the live playout: that of
 * a feed that was followed for half a minute goes back as far as that. Only names, standings, pauses and the end of the
 * race are those of now.
 */
export class Recording {
  readonly #source: ChunkSource
  readonly #marks = new Marks()
  #cursor: Cursor | null = null

  constructor(options: RecordingOptions) {
    this.#source = new ChunkSource(options, () => this.#forget())
  }

  /** Null until something was loaded, or while nothing is recorded. */
  get extent(): Extent | null {
    const { index } = this.#source
    if (!index || index.reachesMs === null || index.bytes.length === 0) return null
    const { first, chunkMs, reachesMs, complete } = index
    return { fromMs: first * chunkMs, reachesMs, complete }
  }

  /**
   * Sees to it that `at(raceMs)` has an answer; false where the moment is not recorded. What comes in the next `aheadMs`
   * (a minute if left out) is fetched too, without waiting for it. Rejects with what `fetch` does, or an `Error` that says
   * what the server answered.
   */
  async load(
    raceMs: number,
    { signal, aheadMs = 60_000 }: { signal?: AbortSignal; aheadMs?: number } = {},
  ): Promise<boolean> {
    const source = this.#source
    const index = await source.know(raceMs + this.#leadMs, signal)
    const last = numberOf(index, raceMs + this.#leadMs)
    for (let n = numberOf(index, raceMs); n <= last; n++) await source.need(n, signal)
    for (let n = last + 1; n <= numberOf(index, raceMs + aheadMs); n++)
      void source.need(n, undefined).catch(() => {})
    return this.#isThere(raceMs) !== null
  }

  /** The race at `raceMs`, or null where that is not loaded. */
  at(raceMs: number): MomentOfRace | null {
    const { present, chunks } = this.#source
    const index = this.#isThere(raceMs)
    if (!present || !index) return null
    const n = numberOf(index, raceMs)
    if (this.#cursor?.leadsTo(raceMs, n)) {
      try {
        this.#cursor.advance(raceMs, chunks, present)
        return this.#cursor
      } catch (error) {
        // Chunks of two makers, or one that grew and came out otherwise: a keyframe is always right.
        if (!isBroken(error)) throw error
      }
    }
    return this.#seek(n, raceMs, present, index)
  }

  /** Nothing is fetched any more. */
  close(): void {
    this.#source.close()
    this.#forget()
  }

  #forget(): void {
    this.#marks.clear()
    this.#cursor = null
  }

  #seek(n: number, raceMs: number, present: Present, index: RewindIndex): MomentOfRace | null {
    const { chunks } = this.#source
    const { chunkMs, lengthCm } = index
    const setting = { chunkMs, lengthCm, leadMs: this.#leadMs, marks: this.#marks }
    this.#cursor = null
    const mark = this.#marks.before(n, raceMs)
    try {
      const cursor = new Cursor(n, chunks.get(n)!, present, setting, mark)
      cursor.advance(raceMs, chunks, present)
      this.#cursor = cursor
      return cursor
    } catch (error) {
      if (!isBroken(error)) throw error
      this.#marks.clear()
      // What was marked in it has become another chunk since.
      if (mark) return this.#seek(n, raceMs, present, index)
      // Damaged on the way: the next load fetches it again.
      for (const bad of [n, n + 1]) chunks.drop(bad)
      return null
    }
  }

  /** The index, where `raceMs` is among what is loaded. */
  #isThere(raceMs: number): RewindIndex | null {
    const { index, chunks } = this.#source
    if (!index || index.bytes.length === 0) return null
    const n = numberOf(index, raceMs)
    const chunk = chunks.get(n)
    const isEnd = index.complete && n === index.first + index.bytes.length - 1
    return chunk && (raceMs <= chunk.untilMs || isEnd) ? index : null
  }

  get #leadMs(): number {
    const race = this.#source.present?.race
    return race ? leadMs(race) : 0
  }
}

function isBroken(error: unknown): boolean {
  return error instanceof SequenceBroken || error instanceof MalformedFrame
}

/** The chunk that has `raceMs`; before the first, that, and of a race that is over the last one for ever. */
function numberOf({ first, chunkMs, bytes }: RewindIndex, raceMs: number): number {
  return Math.min(Math.max(first, Math.floor(raceMs / chunkMs)), first + bytes.length - 1)
}
