import { RaceRecord } from '@racecast/pinot/events'
import type { PositionStore } from '@racecast/pinot/ports'
import { Compile } from 'typebox/compile'
import { type Bus, BusUnavailable, type Lease } from '../bus/bus.ts'
import { notedJson } from '../bus/noted-json.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { countsAsDown, isWorthALine, PollLoop, type StoreWatch } from './poll-loop.ts'

/** The list is read at most so often on its own account, ms. */
const listEveryMs = 1000
/** What the lease on the list, the map of its records and its place in the store's health are called. */
export const list = 'races'

const record = Compile(RaceRecord)

export interface RaceWatchOptions {
  store: PositionStore
  bus: Bus
  clock: Clock
  log: Log
  random: () => number
  /** Told whether the store tells the list, by the gateway that reads it. */
  health: StoreWatch
  /** Takes over records: new ones, changed ones, or some that are known already. */
  take: (races: RaceRecord[]) => Promise<void>
}

/**
 * Follows the store's list of races. One gateway reads it for all, on change at most once a second, where the store
 * cannot tell once a second; the bus carries what changed to every gateway. While the bus is away each reads it for itself.
 */
export class RaceWatch {
  readonly #options: RaceWatchOptions
  readonly #loop: PollLoop
  readonly #unsubscribe: () => void
  #tells = false
  #changed = true
  #readAt = Number.NEGATIVE_INFINITY
  #lease: Lease | null = null
  /** Fence of the lease under which all of the list was told last. */
  #toldUnder: number | null = null
  #begun = false
  /** What the gateways have been told, by runId. */
  #noted = new Map<string, string>()

  constructor(options: RaceWatchOptions) {
    this.#options = options
    const { bus, clock, random, log, health, take } = options
    this.#loop = new PollLoop({
      ...{ clock, random, round: () => this.#round() },
      failed(error, failures, since) {
        if (countsAsDown(error, failures)) health.down(list, since)
        if (isWorthALine(failures)) log.warn({ err: error, failures }, 'the list of races cannot be read')
      },
    })
    this.#unsubscribe = bus.onNoted(list, (entries) => {
      take(recordsIn(entries, log)).catch((error: unknown) =>
        log.error({ err: error }, 'a race cannot be taken in'),
      )
    })
  }

  /** Resolves after the first reading, whether or not it succeeded. @param tells whether the store tells of changes */
  start(tells: boolean): Promise<void> {
    this.#tells = tells
    return this.#loop.now()
  }

  /** The store has changed somehow. */
  changed(): void {
    this.#changed = true
    if (this.#options.clock.elapsed() - this.#readAt >= listEveryMs) this.#loop.wake()
  }

  /** Reads the list now, whoever reads it otherwise. Rejects if the store does not answer. */
  async refresh(): Promise<void> {
    const { store, take, bus } = this.#options
    const records = await store.races()
    await take(records)
    try {
      await bus.note(list, this.#news(records))
    } catch (error) {
      // The others have not heard of it: the next reading tells them.
      this.#changed = true
      this.#noted.clear()
      throw error
    }
  }

  async stop(): Promise<void> {
    this.#unsubscribe()
    await this.#loop.stop()
    if (this.#lease) await this.#options.bus.release(this.#lease)
  }

  async #round(): Promise<number> {
    const lease = await this.#acquire()
    if (lease === 'no bus') {
      await this.#readAlone()
      return listEveryMs
    }
    const isNew = lease?.fence !== this.#toldUnder
    this.#lease = lease
    if (lease && (isNew || this.#changed || !this.#tells)) await this.#read(lease, isNew)
    else if (!lease && !this.#begun) await this.#takeNoted()
    this.#begun = true
    return listEveryMs
  }

  async #acquire(): Promise<Lease | null | 'no bus'> {
    try {
      return await this.#options.bus.acquire(list)
    } catch (error) {
      if (error instanceof BusUnavailable) return 'no bus'
      throw error
    }
  }

  /**
   * Nobody can be told by the others while the bus is away: of a race that has become private, or was deleted, each gateway then
   * learns from the store itself.
   */
  async #readAlone(): Promise<void> {
    const { store, take, health } = this.#options
    // What is new is told by the one that reads for all when the bus is back.
    this.#changed = true
    const records = await store.races()
    health.up(list)
    await take(records)
    this.#begun = true
  }

  async #read(lease: Lease, isNew: boolean): Promise<void> {
    const { store, take, bus, clock, health } = this.#options
    this.#readAt = clock.elapsed()
    this.#changed = false
    try {
      const records = await store.races()
      health.up(list)
      if (isNew) this.#noted.clear()
      const news = this.#news(records)
      await take(records)
      // What another holder of the lease has noted is replaced: it may be of a store that was emptied since.
      if (isNew || news.size > 0) await bus.note(list, news, { lease, whole: isNew })
      this.#toldUnder = lease.fence
    } catch (error) {
      this.#changed = true
      this.#noted.clear()
      // A gateway that starts while the store is away has what was known of the races before. Where the bus is away, too, the
      // store's failure is told.
      if (!this.#begun) await this.#takeNoted().catch(() => {})
      throw error
    }
  }

  /** Takes what a gateway has told last. */
  async #takeNoted(): Promise<void> {
    const { bus, take, log } = this.#options
    await take(recordsIn(await bus.notes(list), log))
  }

  /** What the gateways have not been told yet. */
  #news(records: readonly RaceRecord[]): Map<string, string> {
    const news = new Map<string, string>()
    for (const record of records) {
      const text = JSON.stringify(record)
      if (this.#noted.get(record.runId) === text) continue
      this.#noted.set(record.runId, text)
      news.set(record.runId, text)
    }
    return news
  }
}

/** The records in what the gateways were told; what is none, of another version say, is left out. */
function recordsIn(entries: ReadonlyMap<string, string>, log: Log): RaceRecord[] {
  return [...entries].flatMap(([runId, text]) => {
    const told = notedJson(text)
    if (record.Check(told)) return [told]
    log.warn({ runId }, 'what another gateway says of a race cannot be read')
    return []
  })
}
