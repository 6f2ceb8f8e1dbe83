import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { isWorthALine } from '../poll/poll-loop.ts'
import type { LiveRace, LiveRaces } from '../replica/live-race.ts'
import { chunkMs } from './limits.ts'
import type { Made, Maker } from './maker.ts'
import type { ChunkOnDisk, MomentReader, Moments } from './moments/moments.ts'
import { chunkFile, growingFile, type KeptChunk, nullIfGone, RaceFolder, traceFile } from './race-folder.ts'
import { isDue, orderFor } from './race-progress.ts'
import { rewindEpochOf } from './rewind-epoch.ts'
import type { TraceFile } from './traces.ts'

export interface RecordingsOptions {
  races: LiveRaces
  maker: Maker
  moments: MomentReader
  /** The folder of all recordings. */
  root: string
  /** What is kept at most, bytes; 0 for no recordings at all. */
  mostBytes: number
  /** For how long a recording is kept after something was added to it last, ms. */
  keepMs: number
  clock: Clock
  log: Log
}

/** A chunk that the index has. */
export interface ListedChunk {
  n: number
  /** Whether it grows no more. */
  isWhole: boolean
  chunk: KeptChunk
}

/** What a gateway knows of one race's recording. */
interface Known {
  epoch: number
  made: Made | null
  /** How the race stood when this gateway last saw all of it recorded: another change of the record may add to it. */
  completeAs: string | null
  /** When somebody asked for it last, by `elapsed`. */
  askedAt: number
  /** Whether the store has not named the race when it was asked last: one row may be missing from an answer of Pinot's. */
  unknown: boolean
  failures: number
  /** Nothing is tried before, by `elapsed`. */
  notBefore: number
}

const lookEveryMs = 5000
const tidyEveryMs = 300_000
/** Who asked so long ago looks no more, ms: the chunk that grows, and the recording itself where others poll. */
const lookedForMs = 30_000
const wantedForMs = 600_000
const longestBackOffMs = 60_000

export type Recordings = ReturnType<typeof createRecordings>

/**
 * The recordings of all races: has them made, of every race that this gateway polls as it goes on, and of every other one
 * that is asked for here; and reads what was made.
 */
export function createRecordings(options: RecordingsOptions) {
  const { races, maker, moments, root, mostBytes, keepMs, clock, log } = options
  const known = new Map<string, Known>()
  /** How often in a row the index of a race could not be read. */
  const unreadable = new Map<string, number>()
  let tidiedAt = Number.NEGATIVE_INFINITY
  /** How often in a row a moment could not be read. */
  let unreadMoments = 0
  let closed = false
  let round: Promise<void> = Promise.resolve()
  let cancel = mostBytes === 0 ? () => {} : clock.schedule(lookEveryMs, lookAgain)

  function lookAgain(): void {
    cancel = clock.schedule(lookEveryMs, lookAgain)
    void look()
  }

  /** One round over all races; those that come meanwhile wait for the next. */
  function look(): Promise<void> {
    const next = round.then(rounds)
    round = next.catch(() => {})
    return next
  }

  async function rounds(): Promise<void> {
    const polled = new Set(races.status().flatMap(({ runId, polling }) => (polling ? [runId] : [])))
    for (let again = true; again && !closed; ) {
      again = false
      for (const race of races.list()) {
        const { runId } = race.info
        if (isWanted(runId, polled.has(runId)) && (await advance(race))) again = true
      }
    }
    if (!closed && clock.elapsed() - tidiedAt >= tidyEveryMs) await tidy()
  }

  function isWanted(runId: string, isPolled: boolean): boolean {
    const one = known.get(runId)
    if (closed || (one && clock.elapsed() < one.notBefore)) return false
    const begun = one?.made !== undefined && one?.made !== null && one.made.kept.completeFor === null
    return isPolled || begun || clock.elapsed() - (one?.askedAt ?? Number.NEGATIVE_INFINITY) < wantedForMs
  }

  /** Has what is due of a race made; true if there is more of it. */
  async function advance(race: LiveRace): Promise<boolean> {
    const one = readable(race)
    if (!one) return false
    const order = orderFor(race, clock.now(), clock.elapsed() - one.askedAt < lookedForMs)
    const standing = JSON.stringify([race.info.status, race.info.finishedAt])
    if (!order || one.completeAs === standing || !isDue(order, race.info, one.made?.kept ?? null))
      return false
    try {
      const made = await maker.make(order)
      one.unknown = made === null
      one.failures = 0
      if (one.unknown) one.notBefore = clock.elapsed() + longestBackOffMs
      if (!made || made.kept.epoch !== one.epoch) return false
      one.made = made
      one.completeAs = made.kept.completeFor === null ? null : standing
      return made.more
    } catch (error) {
      one.failures++
      one.notBefore = clock.elapsed() + Math.min(longestBackOffMs, lookEveryMs * 2 ** one.failures)
      if (!closed && isWorthALine(one.failures))
        log.warn({ err: error, runId: race.info.runId }, 'the race cannot be recorded at the moment')
      return false
    }
  }

  /** What is known of a race, or null while its index cannot be read. */
  function readable(race: LiveRace): Known | null {
    const { runId } = race.info
    try {
      const one = of(race)
      unreadable.delete(runId)
      return one
    } catch (error) {
      const failures = (unreadable.get(runId) ?? 0) + 1
      unreadable.set(runId, failures)
      if (isWorthALine(failures))
        log.warn({ err: error, runId }, 'what is recorded of the race cannot be read at the moment')
      return null
    }
  }

  /** Throws where there may be an index that cannot be read just now: nothing is made anew for it. */
  function of(race: LiveRace): Known {
    const { runId } = race.info
    const epoch = rewindEpochOf(race.info, race.line.course.hash)
    const held = known.get(runId)
    if (held?.epoch === epoch) return held
    const kept = new RaceFolder(root, runId, epoch).read()?.kept
    const made = kept ? { kept, growing: null, more: false } : null
    const askedAt = held?.askedAt ?? Number.NEGATIVE_INFINITY
    const one: Known = {
      ...{ epoch, made, askedAt, completeAs: null, unknown: false, failures: 0 },
      notBefore: Number.NEGATIVE_INFINITY,
    }
    known.set(runId, one)
    return one
  }

  async function tidy(): Promise<void> {
    tidiedAt = clock.elapsed()
    const live = races.list().filter(({ info }) => info.status === 'started' || info.status === 'paused')
    const runIds = live.map(({ info }) => info.runId)
    try {
      const removed = await maker.tidy({ mostBytes, oldest: clock.now() - keepMs, live: runIds })
      for (const runId of removed) known.delete(runId)
    } catch (error) {
      if (!closed) log.warn({ err: error }, 'old recordings cannot be removed')
    }
  }

  const stopListening = races.onGone((runId) => {
    unreadable.delete(runId)
    if (!known.delete(runId) && !existsSync(join(root, runId))) return
    maker.forget({ runId }).catch((error: unknown) => {
      if (!closed) log.warn({ err: error, runId }, 'the recording of a deleted race is still there')
    })
  })

  return {
    isOn: mostBytes > 0,
    /** Where the recording of a race stands; asking has it made. Null for a race that is not recorded. */
    async of(race: LiveRace): Promise<{ epoch: number; made: Made | null } | null> {
      const isGone = race.info.finishedAt !== null && race.info.finishedAt < clock.now() - keepMs
      if (mostBytes === 0 || isGone || !races.get(race.info.runId)) return null
      const one = of(race)
      const first = clock.elapsed() - one.askedAt >= lookedForMs
      one.askedAt = clock.elapsed()
      if (first) void look()
      return one.unknown && !one.made ? null : one
    },
    /** What the index says of a chunk; null where there is none. */
    listed,
    /** The bytes of one as it is on disk; null where it cannot be had. */
    async bytesOf(race: LiveRace, { n, isWhole, chunk }: ListedChunk): Promise<Buffer | null> {
      const { path } = folderOf(race)
      const bytes = await readFile(join(path, isWhole ? chunkFile(n) : growingFile(n))).catch(nullIfGone)
      if (bytes && bytes.length === chunk.bytes && crc32(bytes) === chunk.crc) return bytes
      // The chunk that grows may just have been replaced; another one is damaged, or was removed by somebody.
      if (isWhole) await mend(race, n, chunk)
      return null
    },
    /**
     * Where everybody was at a moment of race time, from chunks that do not change any more, with fixes of up to `leadMs`
     * later; null where those are not recorded, or cannot be read.
     */
    async moment(race: LiveRace, raceMs: number, leadMs: number): Promise<Moments | null> {
      const chunks = wholeChunks(race, raceMs, raceMs + leadMs)
      if (!chunks) return null
      const { path } = folderOf(race)
      try {
        const { lengthCm } = race.line
        const read = await moments.at({ recording: path, raceMs, leadMs, lengthCm, chunks })
        unreadMoments = 0
        return read
      } catch (error) {
        if (!closed && isWorthALine(++unreadMoments))
          log.warn({ err: error, runId: race.info.runId }, 'a recorded moment cannot be read')
        return null
      }
    },
    /** The files of the traces of a race's chunks, in order. */
    traceFiles(race: LiveRace): TraceFile[] {
      const { kept } = of(race).made ?? {}
      const { path } = folderOf(race)
      return (kept?.chunks ?? []).map(({ crc }, i) => ({
        path: join(path, traceFile(kept!.first + i)),
        crc,
      }))
    },
    /** Ends with what is under way. */
    async close(): Promise<void> {
      closed = true
      cancel()
      stopListening()
      await maker.close()
      await moments.close()
      await round
    },
    /** Resolves when all that can be made now has been: for tests. */
    look,
  }

  function listed(race: LiveRace, n: number): ListedChunk | null {
    const { made } = of(race)
    if (!made) return null
    const { first, chunks } = made.kept
    const isWhole = n < first + chunks.length
    const chunk = isWhole ? chunks[n - first] : n === first + chunks.length ? made.growing : null
    return chunk ? { n, isWhole, chunk } : null
  }

  function folderOf(race: LiveRace): RaceFolder {
    return new RaceFolder(root, race.info.runId, of(race).epoch)
  }

  /** The chunks with a stretch of race time, where all of it is in some that do not change any more. */
  function wholeChunks(
    race: LiveRace,
    fromMs: number,
    toMs: number,
  ): readonly [ChunkOnDisk, ...ChunkOnDisk[]] | null {
    const kept = readable(race)?.made?.kept
    if (!kept || fromMs < 0) return null
    const { first, chunks, completeFor } = kept
    const end = first + chunks.length
    // Nothing comes after the last one of a race that is over; of one that goes on after all it is made again.
    const isOver = completeFor !== null && race.info.finishedAt !== null
    const whole = completeFor !== null && !isOver ? end - 1 : end
    const numberOf = (ms: number) =>
      Math.min(Math.floor(ms / chunkMs), isOver ? end - 1 : Number.POSITIVE_INFINITY)
    const [from, to] = [numberOf(fromMs), numberOf(toMs)]
    if (from < first || to >= whole) return null
    const { path } = folderOf(race)
    const onDisk = (n: number) => ({ n, path: join(path, chunkFile(n)), ...chunks[n - first]! })
    return [onDisk(from), ...Array.from({ length: to - from }, (_, i) => onDisk(from + 1 + i))]
  }

  /** What was expected is not on disk: another gateway on the same folder has removed it, or it is damaged. */
  async function mend(race: LiveRace, n: number, { crc }: KeptChunk): Promise<void> {
    const { runId } = race.info
    const { epoch, askedAt } = of(race)
    known.delete(runId)
    const again = of(race)
    again.askedAt = askedAt
    if (again.made?.kept.chunks[n - again.made.kept.first]?.crc !== crc) return
    log.warn({ runId, chunk: n }, 'a recorded chunk is damaged: all of the race is recorded anew')
    await maker.distrust({ runId, epoch })
    again.made = null
    again.completeAs = null
    void look()
  }
}
