import { detailOf, wholeWithinMs } from '../client/answers.ts'
import { scheduleTimeout } from '../client/socket.ts'
import type { Snapshot } from '../messages.ts'
import { RaceState } from '../race-state.ts'
import { decodeMessage } from '../wire/message.ts'
import { readChunk } from './chunk.ts'
import { ChunkCache } from './chunk-cache.ts'
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
  /** ms by a clock that only goes on. Default: the machine's. */
  now?: () => number
}

/** How much of the chunks is kept, bytes: some twenty minutes of a thousand competitors' race, a few of the largest. */
const mostBytes = 16_000_000
/** How often it is asked at most how far a race that runs is recorded, ms. */
const indexEveryMs = 2000

const elapsed = () => performance.now()

/** An answer with all of its body. */
interface Answer {
  status: number
  bytes: Uint8Array<ArrayBuffer>
}

/** Fetches what a recording is made of: the index, chunks, and the race as it is now where nobody else has that. */
export class ChunkSource {
  readonly chunks = new ChunkCache(mostBytes)
  readonly #options: RecordingOptions
  /** All that was fetched is of another epoch. */
  readonly #onReplaced: () => void
  readonly #abort = new AbortController()
  readonly #coming = new Map<number, Promise<void>>()
  #index: RewindIndex | null = null
  #askedAt = Number.NEGATIVE_INFINITY
  /** The guns that the race had when the index was asked for: another one, and all of it is out of date. */
  #guns = ''
  #own: RaceState | null = null

  constructor(options: RecordingOptions, onReplaced: () => void) {
    this.#options = options
    this.#onReplaced = onReplaced
  }

  /** Null while there is none, or where it is out of date. */
  get index(): RewindIndex | null {
    return this.#guns === gunsOf(this.present) ? this.#index : null
  }

  get present(): Present | null {
    return this.#options.present?.() ?? this.#own
  }

  close(): void {
    this.#abort.abort()
    this.chunks.clear()
  }

  /** Asks what is recorded, unless it is known well enough for moments up to `raceMs`. */
  async know(raceMs: number, signal: AbortSignal | undefined): Promise<RewindIndex> {
    const { now = elapsed } = this.#options
    if (!this.present) this.#own = await this.#snapshot(signal)
    const { index } = this
    const isFar = !index?.complete && raceMs > (index?.reachesMs ?? Number.NEGATIVE_INFINITY)
    if (index && (!isFar || now() - this.#askedAt < indexEveryMs)) return index
    return this.#askIndex(signal)
  }

  async #askIndex(signal: AbortSignal | undefined): Promise<RewindIndex> {
    const { now = elapsed } = this.#options
    const guns = gunsOf(this.present)
    const index = jsonOf(await this.#get('rewind', signal)) as RewindIndex
    if (index.epoch !== this.#index?.epoch) {
      this.chunks.clear()
      this.#onReplaced()
    }
    this.#index = index
    this.#guns = guns
    this.#askedAt = now()
    return index
  }

  /** Resolves when chunk `n` is there, as far as the index says that there is one. */
  async need(n: number, signal: AbortSignal | undefined): Promise<void> {
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
    const held = this.chunks.get(n)
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
      if (answer.status !== 200) throw failure(answer)
      const chunk = readChunk(answer.bytes)
      if (chunk.epoch === this.#index!.epoch) this.chunks.put(n, chunk)
      return
    }
  }

  async #snapshot(signal: AbortSignal | undefined): Promise<RaceState> {
    const latest = jsonOf(await this.#get('ticks/latest', signal)) as { epoch: number; seq: number }
    const { bytes } = await this.#get(`ticks/${latest.epoch}/${latest.seq}/snapshot.bin`, signal)
    return new RaceState(decodeMessage(bytes, null) as Snapshot)
  }

  async #get(path: string, signal: AbortSignal | undefined): Promise<Answer> {
    const answer = await this.#ask(path, signal)
    if (answer.status !== 200) throw failure(answer)
    return answer
  }

  async #ask(path: string, signal: AbortSignal | undefined): Promise<Answer> {
    const { url, key, fetch = globalThis.fetch } = this.#options
    const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` }
    const late = new AbortController()
    const cancel = scheduleTimeout(wholeWithinMs, () => late.abort(new Error('the server does not answer')))
    const any = AbortSignal.any([this.#abort.signal, late.signal, ...(signal ? [signal] : [])])
    try {
      const answer = await fetch(`${url}/${path}`, { headers, signal: any })
      return { status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()) }
    } finally {
      cancel()
    }
  }
}

function gunsOf(present: Present | null): string {
  return present ? JSON.stringify([present.race.startTime, present.race.waves, present.race.courseHash]) : ''
}

const jsonOf = ({ bytes }: Answer): unknown => JSON.parse(new TextDecoder().decode(bytes))

function failure(answer: Answer): Error {
  let problem: unknown
  try {
    problem = jsonOf(answer)
  } catch {
    // Not one of ours: something in between has answered.
  }
  return new Error(detailOf(answer.status, problem))
}
