import type { EntryRecord, FixRow, RaceRecord } from '@racecast/pinot/events'
import type { PositionStore } from '@racecast/pinot/ports'
import type { Bus, Lease } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { isBefore, type SequencePlace } from '../protocol/index.ts'
import { fold } from '../race/fold.ts'
import { needsHistory } from '../race/front-passages.ts'
import type { Ground } from '../race/marks.ts'
import { isContradicted } from '../race/race-info.ts'
import { byTick } from './by-tick.ts'
import type { TickSeen } from './cadence.ts'
import { batchesOf, windowMsFor } from './catch-up.ts'
import { type Live, resume } from './checkpoint.ts'
import { EntriesWatch } from './entries-watch.ts'
import { keepLease } from './keep-lease.ts'
import { missingRows } from './missing-rows.ts'
import { LeaseLost, Publisher } from './publisher.ts'
import { RaceReader } from './race-reader.ts'
import { rebuild } from './rebuild.ts'
import { renewEpoch } from './renew-epoch.ts'
import { asBefore, Renewal, type Waiting, withoutOutOrBack } from './renewal.ts'
import { tickSeen } from './tick-seen.ts'

export interface RacePollerOptions {
  store: PositionStore
  bus: Bus
  clock: Clock
  log: Log
  /** Uniform in [0, 1): spreads what is tried again. */
  random: () => number
  /** The newest place in the sequence that this gateway has served; null before the first. */
  seen: () => SequencePlace | null
  /** Whether the store tells of changes: what was written before something that shows then shows too. */
  tells: boolean
}

/** What a poll came to: `elsewhere` means that another gateway polls the race. */
export type PollResult = { elsewhere: true } | { elsewhere: false; changed: boolean; tick: TickSeen }

/** How long after the finish of a race late rows are waited for, ms. */
const settleMs = 30_000

/** Polls one race for everybody: asks the store, folds what is new, publishes it with its checkpoint. */
export class RacePoller {
  race: RaceRecord
  readonly reader: RaceReader
  readonly #ground: Ground
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #log: Log
  readonly #seen: () => SequencePlace | null
  readonly #publisher: Publisher
  readonly #entries: EntriesWatch
  #live: Live | null = null
  #lease: Lease | null = null
  readonly #renewal: Renewal
  /** The newest epoch that was begun, as far as is known. */
  #newest = -1
  /** Whether somebody is out or back without whom it cannot be told who was first: that needs the history. */
  #owesHistory = false
  /** Whether the last poll was answered in full, so that nothing before it can be missing. */
  #sure = false
  /** Since when the race has been over, by `elapsed`; null while it is not, undefined before the first poll. */
  #overSince: number | null | undefined
  /** `updatedAt` of the record that the last poll was made with that found the race over and all in. */
  #settledFor = -1
  /** How much of a rebuild is done, 0 to 1; null when there is none. */
  rebuilt: number | null = null

  constructor(race: RaceRecord, ground: Ground, options: RacePollerOptions) {
    const { store, bus, clock, log, random, seen, tells } = options
    this.race = race
    this.#ground = ground
    this.#bus = bus
    this.#clock = clock
    this.#log = log
    this.#seen = seen
    this.reader = new RaceReader(race.runId, store, clock)
    this.#renewal = new Renewal({ reader: this.reader, clock, log, random })
    this.#publisher = new Publisher(bus, clock)
    this.#entries = new EntriesWatch(this.reader, tells)
  }

  /** Whether fixes may be expected. Before the gun and after the end only the race's record can change. */
  get expectsFixes(): boolean {
    return this.race.status !== 'scheduled' && this.#settledFor !== this.race.updatedAt
  }

  /** In how long there is something to do though the store tells of no change, ms; null where nothing speaks for it. */
  get dueInMs(): number | null {
    return this.#renewal.dueInMs ?? this.#entries.dueIn(this.#clock.elapsed())
  }

  /** What was corrected and is not worked out yet; null where all is. */
  get waiting(): Readonly<Waiting> | null {
    return this.#renewal.waiting
  }

  /** One round. Rejects if the store or the bus fails; the next one then catches up on all of it. */
  async poll(): Promise<PollResult> {
    const letGo = keepLease(this.race.runId, this.#bus, this.#clock)
    try {
      const lease = await this.#bus.acquire(this.race.runId)
      if (!lease) return this.#leave()
      // Between two leases another gateway may have gone on with the race.
      if (lease.fence !== this.#lease?.fence) this.#live = null
      this.#lease = lease
      return { elsewhere: false, ...(await this.#round(lease)) }
    } catch (error) {
      this.#sure = false
      this.#entries.forget()
      if (error instanceof LeaseLost) return this.#leave()
      throw error
    } finally {
      letGo()
    }
  }

  async release(): Promise<void> {
    if (this.#lease) await this.#bus.release(this.#lease)
    this.#leave()
  }

  #leave(): PollResult {
    this.#lease = null
    this.#live = null
    this.#renewal.end()
    this.#owesHistory = false
    // What of them is held back is not in the checkpoint.
    this.#entries.forget()
    this.#sure = false
    return { elsewhere: true }
  }

  async #round(lease: Lease): Promise<{ changed: boolean; tick: TickSeen }> {
    const given = this.race
    const found = await this.#readEntries(given)
    const kept = await this.#keptBy(lease, given)
    if (typeof kept === 'string') this.#live = await this.#rebuild(lease, given, found, kept)
    const { race, entries } =
      typeof kept === 'string'
        ? { race: given, entries: found }
        : await this.#goingOnBy(lease, kept, given, found)
    const live = this.#live!
    const latest = race.status === 'scheduled' ? [] : await this.reader.latest()
    const pollStart = race.status === 'scheduled' ? this.#clock.now() : this.reader.askedAt
    const before = live.state.seq
    await this.#foldAll(lease, live, race, entries, latest, pollStart)
    const changed = this.#live!.state.seq !== before
    this.#sure = true
    this.#entries.look(this.#live!.state, latest)
    const tick = tickSeen(this.#live!.state, race, latest, pollStart)
    this.#settle(race, changed)
    return { changed, tick }
  }

  #readEntries(race: RaceRecord): Promise<EntryRecord[] | null> {
    return this.#entries.read(race, this.#clock.elapsed())
  }

  /** The state to go on from: the one in hand, or the checkpoint's. Why not where neither can be gone on from. */
  async #keptBy(lease: Lease, race: RaceRecord): Promise<Live | string> {
    let live = this.#live
    if (!live) {
      const checkpoint = await this.#bus.checkpoint(race.runId)
      const kept = checkpoint ? resume(checkpoint, this.#ground) : 'it has no checkpoint'
      this.#newest = checkpoint?.keyframe.epoch ?? -1
      if (typeof kept === 'string') return kept
      live = kept
    }
    this.#newest = Math.max(this.#newest, live.state.epoch)
    if (!asBefore(live, race)) {
      this.#live = null
      return 'its gun, waves or course were corrected'
    }
    const seen = this.#live ? null : this.#seen()
    this.#live = seen && isBefore(live.state, seen) ? await this.#renewEpoch(lease, live) : live
    return this.#live
  }

  /** What a new epoch is called: higher than all that was served. */
  #nextEpoch(): number {
    return Math.max(this.#newest + 1, (this.#seen()?.epoch ?? -1) + 1, this.#clock.now())
  }

  /**
   * By what to go on: while it is worked out what follows of something that was corrected, by what was known before. Once it is,
   * the new epoch begins.
   */
  async #goingOnBy(
    lease: Lease,
    live: Live,
    race: RaceRecord,
    entries: EntryRecord[] | null,
  ): Promise<{ race: RaceRecord; entries: EntryRecord[] | null }> {
    if (entries) this.#owesHistory = needsHistory(live.state, live.memory.passages, entries)
    if (!this.#owesHistory && !isContradicted(live.state.race, race)) {
      this.#renewal.end()
      return { race, entries }
    }
    const begins = !this.#renewal.isUnderWay
    const built = await this.#renewal.built(race, async (reader, progress) =>
      rebuild(
        reader,
        race,
        entries ?? (await reader.entries()),
        this.#ground,
        this.#nextEpoch(),
        this.#clock,
        progress,
      ),
    )
    // One that frames were lost in began another epoch meanwhile.
    if (!built || built.live.state.epoch <= live.state.epoch)
      return {
        race: asBefore(live, race)!,
        entries: entries && this.#owesHistory ? withoutOutOrBack(live, entries) : entries,
      }
    this.#live = null
    await this.#publisher.epoch(lease, built.live, built.log)
    this.#live = built.live
    this.#owesHistory = false
    if (begins) return { race, entries: null }
    // They may have changed since it was begun.
    this.#entries.forget()
    return this.#goingOnBy(lease, built.live, race, await this.#readEntries(race))
  }

  async #rebuild(
    lease: Lease,
    race: RaceRecord,
    entries: EntryRecord[] | null,
    reason: string,
  ): Promise<Live> {
    this.#log.info({ runId: race.runId, reason }, 'the race is worked out from its history')
    this.#renewal.end()
    this.rebuilt = 0
    const progress = (done: number) => {
      this.rebuilt = done
    }
    try {
      const known = entries ?? (await this.reader.entries())
      const epoch = this.#nextEpoch()
      const built = await rebuild(this.reader, race, known, this.#ground, epoch, this.#clock, progress)
      await this.#publisher.epoch(lease, built.live, built.log)
      return built.live
    } finally {
      this.rebuilt = null
    }
  }

  /** The bus came back without frames that viewers have had: what follows must not pass for what followed them. */
  async #renewEpoch(lease: Lease, resumed: Live): Promise<Live> {
    const { runId } = this.race
    this.#log.warn(
      { runId, seen: this.#seen(), kept: resumed.state.seq },
      'frames were lost: a new epoch begins',
    )
    const { live, log } = await renewEpoch(resumed, this.#nextEpoch(), this.#bus)
    await this.#publisher.epoch(lease, live, log)
    return live
  }

  async #foldAll(
    lease: Lease,
    start: Live,
    race: RaceRecord,
    entries: EntryRecord[] | null,
    latest: readonly FixRow[],
    pollStart: number,
  ): Promise<void> {
    const unknown = start.memory.newest === null && !this.#sure && latest.length > 0
    const oldest = unknown ? await this.reader.extent() : null
    const missing = missingRows(
      start,
      race,
      this.#ground.lengthCm,
      latest,
      this.#sure,
      oldest?.oldest ?? null,
    )
    const windowMs = windowMsFor(Math.max(start.state.roster.size, latest.length), race.fixIntervalS)
    let live = start
    for await (const { rows } of batchesOf(this.reader, missing, latest, windowMs)) {
      const now = this.#clock.now()
      const lag = { pollStart, pollEnd: now, sentAt: now }
      for (const part of byTick(rows, race)) {
        const folded = fold(live.state, live.memory, this.#ground, {
          race,
          entries,
          rows: part,
          lag,
          // What stands in the record is decided, whatever the clock here says.
          upTo: Number.POSITIVE_INFINITY,
        })
        if (!folded) continue
        // Until it is published nobody knows of it: after a failure the checkpoint says where to go on.
        this.#live = null
        live = await this.#publisher.frame(lease, live, folded)
        this.#live = live
      }
    }
  }

  /** A race that is over and brings nothing new is left alone until its record changes. */
  #settle(race: RaceRecord, changed: boolean): void {
    const over = race.status === 'finished' || race.status === 'official'
    const at = this.#clock.elapsed()
    if (!over) this.#overSince = null
    // By its record only where it was over before this gateway saw it: the time of day may have been set since.
    else if (this.#overSince === undefined)
      this.#overSince = at - Math.max(0, this.#clock.now() - (race.finishedAt ?? race.updatedAt))
    else this.#overSince ??= at
    if (typeof this.#overSince !== 'number' || at - this.#overSince <= settleMs || changed || this.waiting)
      return
    this.#settledFor = race.updatedAt
    // The checkpoint has it: old races do not fill the memory twice.
    this.#live = null
  }
}
