import type { Snapshot } from '../messages.ts'
import type { Playout } from '../playout.ts'
import { RaceState, SequenceBroken } from '../race-state.ts'
import { MalformedFrame } from '../wire/malformed-frame.ts'
import { decodeMessage } from '../wire/message.ts'
import { type Chunk, readChunk } from './chunk.ts'
import { ChunkCache } from './chunk-cache.ts'
import { Cursor, type CursorSetting } from './cursor.ts'
import { Marks } from './marks.ts'
import type { Present } from './present.ts'
import type { RewindIndex } from './rewind-index.ts'

export interface RecordingOptions {
  /** http(s)://HOST/api/races/RACE, RACE being a runId or slug. */
  url: string
  /** What opens a private race. */
  key?: string
  /**
   * The race as it is now, such as the state of a `FeedClient`: names and standings come from there. Without it they are
   * asked for once, when the recording is opened.
   */
  present?: () => RaceState | null
  fetch?: (url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>
  /** Epoch ms. */
  now?: () => number
}

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
  readonly #options: RecordingOptions
  readonly #abort = new AbortController()
  readonly #chunks = new ChunkCache(mostBytes)
  readonly #coming = new Map<number, Promise<void>>()
  #index: RewindIndex | null = null
  #askedAt = Number.NEGATIVE_INFINITY
  /** The guns that the race had when the index was asked for: another one, and all of it is out of date. */
  #guns = ''
  #own: RaceState | null = null
  #cursor: Cursor | null = null
  readonly #marks = new Marks()

  constructor(options: RecordingOptions) {
    this.#options = options
  }

  /** Null until something was loaded, or while nothing is recorded. */
  get extent(): Extent | null {
    const index = this.#index
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
    await this.#know(raceMs, signal)
    const last = this.#numberOf(raceMs + this.#leadMs)
    for (let n = this.#numberOf(raceMs); n <= last; n++) await this.#need(n, signal)
    for (let n = last + 1; n <= this.#numberOf(raceMs + aheadMs); n++)
      void this.#need(n, undefined).catch(() => {})
    return this.#isThere(raceMs)
  }

  /** The race at `raceMs`, or null where that is not loaded. */
  at(raceMs: number): MomentOfRace | null {
    const present = this.#present()
    if (!present || !this.#isThere(raceMs)) return null
    const n = this.#numberOf(raceMs)
    if (this.#cursor?.leadsTo(raceMs, n)) {
      try {
        this.#cursor.advance(raceMs, this.#chunks, present)
        return this.#cursor
      } catch (error) {
        // Chunks of two makers, or one that grew and came out otherwise: a keyframe is always right.
        if (!isBroken(error)) throw error
      }
    }
    return this.#seek(n, raceMs, present)
  }

  /** Nothing is fetched any more. */
  close(): void {
    this.#abort.abort()
    this.#chunks.clear()
    this.#marks.clear()
    this.#cursor = null
  }

  #seek(n: number, raceMs: number, present: Present): MomentOfRace | null {
    this.#cursor = null
    const mark = this.#marks.before(n, raceMs)
    try {
      const cursor = new Cursor(n, this.#chunks.get(n)!, present, this.#setting, mark)
      cursor.advance(raceMs, this.#chunks, present)
      this.#cursor = cursor
      return cursor
    } catch (error) {
      if (!isBroken(error)) throw error
      this.#marks.clear()
      // What was marked in it has become another chunk since.
      if (mark) return this.#seek(n, raceMs, present)
      // Damaged on the way: the next load fetches it again.
      for (const bad of [n, n + 1]) this.#chunks.drop(bad)
      return null
    }
  }

  #isThere(raceMs: number): boolean {
    const { extent } = this
    if (!extent || this.#guns !== gunsOf(this.#present())) return false
    const n = this.#numberOf(raceMs)
    const chunk = this.#chunks.get(n)
    return chunk !== undefined && (raceMs <= chunk.untilMs || (extent.complete && this.#isLast(n)))
  }

  /** The chunk that has `raceMs`; before the first, that, and of a race that is over the last one for ever. */
  #numberOf(raceMs: number): number {
    const { first, chunkMs, bytes } = this.#index!
    return Math.min(Math.max(first, Math.floor(raceMs / chunkMs)), first + bytes.length - 1)
  }

  #isLast(n: number): boolean {
    return n === this.#index!.first + this.#index!.bytes.length - 1
  }

  get #setting(): CursorSetting {
    const { chunkMs, lengthCm } = this.#index!
    return { chunkMs, lengthCm, leadMs: this.#leadMs, marks: this.#marks }
  }

  get #leadMs(): number {
    const race = this.#present()?.race
    return race ? Math.max(race.playoutDelayMs, race.fixIntervalS * 1000) : 0
  }

  #present(): Present | null {
    return this.#options.present?.() ?? this.#own
  }

  /** Asks how far the recording reaches, unless that is known well enough for `raceMs`. */
  async #know(raceMs: number, signal: AbortSignal | undefined): Promise<void> {
    const { now = Date.now } = this.#options
    if (!this.#present()) this.#own = await this.#snapshot(signal)
    const { extent } = this
    const isFar = !extent || (!extent.complete && raceMs + this.#leadMs > extent.reachesMs)
    const isSame = this.#guns === gunsOf(this.#present())
    if (this.#index && isSame && (!isFar || now() - this.#askedAt < indexEveryMs)) return
    await this.#askIndex(signal)
  }

  async #askIndex(signal: AbortSignal | undefined): Promise<void> {
    const { now = Date.now } = this.#options
    this.#guns = gunsOf(this.#present())
    const index = (await (await this.#get('rewind', signal)).json()) as RewindIndex
    if (index.epoch !== this.#index?.epoch) {
      this.#chunks.clear()
      this.#marks.clear()
      this.#cursor = null
    }
    this.#index = index
    this.#askedAt = now()
  }

  async #need(n: number, signal: AbortSignal | undefined): Promise<void> {
    while (this.#wants(n)) {
      const mine = this.#coming.get(n) ?? this.#fetch(n, signal)
      try {
        await mine
        return
      } catch (error) {
        signal?.throwIfAborted()
        this.#abort.signal.throwIfAborted()
        // It was somebody else's wish, who has given it up.
        if ((error as Error).name !== 'AbortError') throw error
      }
    }
  }

  /** Whether chunk `n` is missing, or what is held of it is less than there is. */
  #wants(n: number): boolean {
    const index = this.#index
    if (!index || n < index.first || n >= index.first + index.bytes.length) return false
    const held = this.#chunks.get(n)
    if (!held) return true
    return held.untilMs < Math.min(index.reachesMs ?? 0, (n + 1) * index.chunkMs)
  }

  #fetch(n: number, signal: AbortSignal | undefined): Promise<void> {
    const coming = this.#chunk(n, signal).finally(() => this.#coming.delete(n))
    this.#coming.set(n, coming)
    return coming
  }

  async #chunk(n: number, signal: AbortSignal | undefined): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { epoch } = this.#index!
      const answer = await this.#ask(`rewind/${epoch}/${n}`, signal)
      if (answer.status === 404 && attempt === 1) {
        // The gun was corrected, or the oldest chunks have gone: the index says what there is now.
        await this.#askIndex(signal)
        if (!this.#wants(n)) return
        continue
      }
      if (!answer.ok) throw await failure(answer)
      const chunk: Chunk = readChunk(new Uint8Array(await answer.arrayBuffer()))
      if (chunk.epoch === this.#index!.epoch) this.#chunks.put(n, chunk)
      return
    }
  }

  async #snapshot(signal: AbortSignal | undefined): Promise<RaceState> {
    const latest = (await (await this.#get('ticks/latest', signal)).json()) as { epoch: number; seq: number }
    const answer = await this.#get(`ticks/${latest.epoch}/${latest.seq}/snapshot.bin`, signal)
    return new RaceState(decodeMessage(new Uint8Array(await answer.arrayBuffer()), null) as Snapshot)
  }

  async #get(path: string, signal: AbortSignal | undefined): Promise<Response> {
    const answer = await this.#ask(path, signal)
    if (!answer.ok) throw await failure(answer)
    return answer
  }

  #ask(path: string, signal: AbortSignal | undefined): Promise<Response> {
    const { url, key, fetch = globalThis.fetch } = this.#options
    const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` }
    const either = signal ? AbortSignal.any([this.#abort.signal, signal]) : this.#abort.signal
    return fetch(`${url}/${path}`, { headers, signal: either })
  }
}

/** How much of the chunks is kept, bytes: some twenty minutes of a thousand competitors' race, a few of the largest. */
const mostBytes = 16_000_000
/** How often it is asked at most how far a race that runs is recorded, ms. */
const indexEveryMs = 2000

function gunsOf(present: Present | null): string {
  return present ? JSON.stringify([present.race.startTime, present.race.waves, present.race.courseHash]) : ''
}

function isBroken(error: unknown): boolean {
  return error instanceof SequenceBroken || error instanceof MalformedFrame
}

async function failure(answer: Response): Promise<Error> {
  const problem = (await answer.json().catch(() => null)) as { detail?: unknown } | null
  return new Error(
    typeof problem?.detail === 'string' ? problem.detail : `the server answers ${answer.status}`,
  )
}
