import { CourseLine } from '@racecast/courses/line'
import type { EntryRecord, FixRow, RaceRecord } from '@racecast/pinot/events'
import { raceTimeAt, wallTimeAt } from '@racecast/pinot/race-clock'
import { windowMsFor } from '../poll/catch-up.ts'
import type { RaceReader } from '../poll/race-reader.ts'
import { type Ground, groundOf } from '../race/marks.ts'
import { type ChunkBase, ChunkFold, type ChunkFoldSetting, firstBase } from './chunk-fold.ts'
import { chunkMs, chunksAtOnce } from './limits.ts'
import type { Made, Order } from './maker.ts'
import { type Growing, type Kept, keptChunk, RaceFolder } from './race-folder.ts'
import { rewindEpochOf } from './rewind-epoch.ts'

interface InProgress {
  n: number
  fold: ChunkFold
  /** Up to which race time rows were read into it, ms. */
  untilMs: number
}

/** Makes the chunks of one epoch of a race, one after another, from the store's history. */
export class RaceRecorder {
  readonly epoch: number
  readonly #folder: RaceFolder
  readonly #reader: RaceReader
  readonly #ground: Ground
  #kept: Kept
  /** Where a chunk begins, and which: the next one, or once the last was made that. */
  #base: ChunkBase | null
  #baseAt: number
  #growing: (Growing & { n: number }) | null = null
  #inProgress: InProgress | null = null
  /** As they were read: of which record, and for which chunk. */
  #entries: { of: number; at: number; list: EntryRecord[] } | null = null

  constructor(root: string, race: RaceRecord, order: Order, reader: RaceReader) {
    this.#ground = groundOf(new CourseLine(order.course))
    this.#reader = reader
    this.epoch = rewindEpochOf(race, order.course.hash)
    this.#folder = new RaceFolder(root, race.runId, this.epoch)
    const read = this.#folder.read()
    if (!read) this.#folder.begin()
    this.#kept = read?.kept ?? { epoch: this.epoch, first: 0, chunks: [], completeFor: null }
    this.#base = read?.base ?? null
    this.#baseAt = read?.n ?? 0
  }

  /** Makes what `order` asks for of `race`, a few chunks at most. */
  async make(race: RaceRecord, order: Order): Promise<Made> {
    if (this.#kept.completeFor === race.updatedAt) return this.#made(false)
    const setting = await this.#setting(race)
    const end = order.over ? await this.#end(race) : null
    for (let made = 0; made < chunksAtOnce; made++) {
      if (end !== null && this.#next >= end.chunks) return this.#complete(race)
      const n = this.#goOn()
      const untilMs = (n + 1) * chunkMs
      const isLast = end !== null && n === end.chunks - 1
      if (!isLast && raceTimeAt(race, order.settledAt) < untilMs) {
        if (order.growTo !== null) await this.#grow(n, setting, order.growTo)
        return this.#made(false)
      }
      await this.#makeWhole(n, setting, isLast ? end.at : null)
    }
    return this.#made(true)
  }

  /** Drops the oldest chunk; false where there is only one. */
  dropFirst(): boolean {
    if (this.#kept.chunks.length < 2) return false
    const { first, chunks } = this.#kept
    this.#kept = { ...this.#kept, first: first + 1, chunks: chunks.slice(1) }
    this.#putIndex(this.#base!)
    this.#folder.drop(first)
    return true
  }

  get #next(): number {
    return this.#kept.first + this.#kept.chunks.length
  }

  #made(more: boolean): Made {
    const growing = this.#growing?.n === this.#next ? this.#growing : null
    return { kept: this.#kept, growing, more }
  }

  async #setting(race: RaceRecord): Promise<ChunkFoldSetting> {
    // Whoever changes an entry sends the record again; who is not ours may not, and is asked for each chunk.
    const isKnown =
      this.#entries?.of === race.updatedAt && (race.kind === 'simulated' || this.#entries.at === this.#next)
    if (!isKnown) this.#entries = { of: race.updatedAt, at: this.#next, list: await this.#reader.entries() }
    return { race, entries: this.#entries!.list, ground: this.#ground, epoch: this.epoch }
  }

  /** When the last fix was measured, and how many chunks that makes. */
  async #end(race: RaceRecord): Promise<{ at: number; chunks: number }> {
    const newest = (await this.#reader.extent())?.newest ?? race.startTime
    const at = Math.max(newest, race.finishedAt ?? newest)
    return { at, chunks: Math.max(1, Math.ceil(raceTimeAt(race, at) / chunkMs)) }
  }

  async #makeWhole(n: number, setting: ChunkFoldSetting, end: number | null): Promise<void> {
    const base = await this.#baseOf(setting)
    const fold = new ChunkFold(base, n * chunkMs, setting)
    const untilMs = (n + 1) * chunkMs
    for await (const rows of this.#windows(setting, n * chunkMs, untilMs, end)) fold.take(rows)
    if (end !== null) fold.takeEnd(end)
    const chunk = fold.chunk(untilMs)
    this.#folder.put(n, chunk.bytes, fold.traceBlock())
    this.#kept = { ...this.#kept, chunks: [...this.#kept.chunks, keptChunk(chunk)] }
    // Of the last one the beginning is kept: a race that goes on after all makes it once more.
    if (end !== null) return
    this.#base = fold.end()
    this.#baseAt = n + 1
    this.#putIndex(this.#base)
  }

  /** Brings the chunk after the kept ones up to `to`, epoch ms: for who looks now; it is made anew when it is whole. */
  async #grow(n: number, setting: ChunkFoldSetting, to: number): Promise<void> {
    const [fromMs, endMs] = [n * chunkMs, (n + 1) * chunkMs]
    const untilMs = Math.min(wholeSeconds(raceTimeAt(setting.race, to)), endMs)
    if (this.#inProgress?.n !== n) {
      const fold = new ChunkFold(await this.#baseOf(setting), fromMs, setting)
      this.#inProgress = { n, fold, untilMs: fromMs }
    }
    const { fold, untilMs: reached } = this.#inProgress
    if (untilMs <= reached) return
    this.#inProgress = null
    for await (const rows of this.#windows(setting, reached, untilMs, null)) fold.take(rows)
    this.#inProgress = { n, fold, untilMs }
    const chunk = fold.chunk(untilMs)
    this.#folder.putGrowing(n, chunk.bytes)
    this.#growing = { n, untilMs, ...keptChunk(chunk) }
  }

  /**
   * The fixes of a stretch of race time, one window of the store after another: one for all of a chunk, unless the field
   * is so large that its rows would fill the memory. Borders lie between two ticks, so that chunks do not depend on them.
   * @param end when the last fix of the race was measured, where that is in the stretch, epoch ms
   */
  async *#windows(
    { race, entries }: ChunkFoldSetting,
    fromMs: number,
    untilMs: number,
    end: number | null,
  ): AsyncGenerator<FixRow[]> {
    const stepMs = Math.max(1000, wholeSeconds(windowMsFor(entries.length, race.fixIntervalS)))
    for (let ms = fromMs; ms < untilMs; ms += stepMs) {
      const isLast = ms + stepMs >= untilMs
      const to = isLast && end !== null ? end : wallTimeAt(race, Math.min(ms + stepMs, untilMs))
      const from = wallTimeAt(race, ms)
      if (to > from) yield await this.#reader.history(from, to)
    }
  }

  /** At the gun everybody is where their newest fix until then says. */
  async #baseOf(setting: ChunkFoldSetting): Promise<ChunkBase> {
    if (this.#base) return this.#base
    const before = new ChunkFold(firstBase(setting), 0, setting)
    before.take(byTime(await this.#reader.latestAt(setting.race.startTime)))
    this.#base = before.end()
    this.#baseAt = 0
    this.#putIndex(this.#base)
    return this.#base
  }

  #complete(race: RaceRecord): Made {
    this.#kept = { ...this.#kept, completeFor: race.updatedAt }
    this.#putIndex(this.#base!)
    return this.#made(false)
  }

  /** The number of the next chunk: of a race that was over and goes on after all, the last one is made again. */
  #goOn(): number {
    const chunks = this.#kept.chunks.slice(0, this.#baseAt - this.#kept.first)
    this.#kept = { ...this.#kept, chunks, completeFor: null }
    return this.#next
  }

  #putIndex(base: ChunkBase): void {
    this.#folder.putIndex(this.#kept, this.#baseAt, base)
  }
}

const wholeSeconds = (ms: number) => Math.floor(ms / 1000) * 1000

function byTime<T extends { timestamp: number; competitorId: number }>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => a.timestamp - b.timestamp || a.competitorId - b.competitorId)
}
