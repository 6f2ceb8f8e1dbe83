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
import { type Rebuilt, rebuild } from './rebuild.ts'
import { renewEpoch } from './renew-epoch.ts'
import { asBefore, Renewal } from './renewal.ts'
import { tickSeen } from './tick-seen.ts'

export interface RacePollerOptions {
  store: PositionStore
  bus: Bus
  clock: Clock
  log: Log
  /** The newest place in the sequence that this gateway has served; null before the first. */
  seen: () => SequencePlace | null
  /** Whether the store tells of changes: what was written before something that shows then shows too. */
  tells: boolean
}

/** What a poll came to: `elsewhere` means that another gateway polls the race. */
export type PollResult = { elsewhere: true } | { elsewhere: false; changed: boolean; tick: TickSeen }

/** How long after the finish of a race late rows are waited for, ms. */
const settleMs = 30_000
/** How often is looked whether a race has been worked out beside its old epoch, ms. */
const renewalEveryMs = 250

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
  #renewal: Renewal | null = null
  /** Whether the last poll was answered in full, so that nothing before it can be missing. */
  #sure = false
  /** Since when the race has been over, by `elapsed`; null while it is not, undefined before the first poll. */
  #overSince: number | null | undefined
  /** `updatedAt` of the record that the last poll was made with that found the race over and all in. */
  #settledFor = -1
  /** How much of a rebuild is done, 0 to 1; null when there is none. */
  rebuilt: number | null = null

  constructor(race: RaceRecord, ground: Ground, { store, bus, clock, log, seen, tells }: RacePollerOptions) {
    this.race = race
    this.#ground = ground
    this.#bus = bus
    this.#clock = clock
    this.#log = log
    this.#seen = seen
    this.reader = new RaceReader(race.runId, store, clock)
    this.#publisher = new Publisher(bus, clock)
    this.#entries = new EntriesWatch(this.reader, tells)
  }

  /** Whether fixes may be expected. Before the gun and after the end only the race's record can change. */
  get expectsFixes(): boolean {
    return this.race.status !== 'scheduled' && this.#settledFor !== this.race.updatedAt
  }

  /** In how long there is something to do though the store tells of no change, ms; null where nothing speaks for it. */
  get dueInMs(): number | null {
    if (this.#renewal) return renewalEveryMs
    return this.#entries.dueIn(this.#clock.elapsed())
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
    this.#endRenewal()
    this.#sure = false
    return { elsewhere: true }
  }

  async #round(lease: Lease): Promise<{ changed: boolean; tick: TickSeen }> {
    const entries = await this.#entries.read(this.race, this.#clock.elapsed())
    const race = await this.#goingOnBy(lease, this.race)
    const live = await this.#liveFor(lease, race, entries)
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

  /**
   * The record to go on by: while it is worked out what race control has decided of a finish, that of before. Once it is, the
   * new epoch begins.
   */
  async #goingOnBy(lease: Lease, race: RaceRecord): Promise<RaceRecord> {
    const before = asBefore(this.#live, race)
    // Other orders, pauses and who is in meanwhile are folded afterwards: begun again for each of them, it would never end.
    if (!before || (this.#renewal && isContradicted(this.#renewal.of, race))) this.#endRenewal()
    if (!before) return race
    const { epoch } = this.#live!.state
    this.#renewal ??= this.#renew(
      race,
      Math.max(epoch + 1, (this.#seen()?.epoch ?? -1) + 1, this.#clock.now()),
    )
    // Where nobody runs any more nothing stands still.
    const built = await this.#renewal.built(this.#clock, race.finishedAt !== null).catch((error: unknown) => {
      this.#endRenewal()
      throw error
    })
    if (!built) return before
    this.#endRenewal()
    if (built.live.state.epoch <= epoch) return before
    this.#live = null
    await this.#publisher.epoch(lease, built.live, built.log)
    this.#live = built.live
    // They may have changed since it was begun.
    this.#entries.forget()
    return race
  }

  #renew(race: RaceRecord, epoch: number): Renewal {
    this.#log.info(
      { runId: race.runId },
      'the race is worked out anew, since a finish was taken back or given again',
    )
    const reader = this.reader.another()
    const work = async (): Promise<Rebuilt> =>
      rebuild(reader, race, await reader.entries(), this.#ground, epoch, this.#clock, () => {})
    return new Renewal(race, reader, work())
  }

  #endRenewal(): void {
    this.#renewal?.end()
    this.#renewal = null
  }

  /** The state to go on from: the one in hand, the checkpoint's, or one made anew. */
  async #liveFor(lease: Lease, race: RaceRecord, entries: EntryRecord[] | null): Promise<Live> {
    if (this.#live && !whyAnew(this.#live, race, entries)) return this.#live
    this.#live = null
    const checkpoint = await this.#bus.checkpoint(race.runId)
    const kept = checkpoint ? resume(checkpoint, this.#ground) : 'it has no checkpoint'
    const resumed = typeof kept === 'string' ? kept : (whyAnew(kept, race, entries) ?? kept)
    const seen = this.#seen()
    const epoch = Math.max((checkpoint?.keyframe.epoch ?? -1) + 1, (seen?.epoch ?? -1) + 1, this.#clock.now())
    if (typeof resumed === 'string') this.#live = await this.#rebuild(lease, race, entries, epoch, resumed)
    else if (seen && isBefore(resumed.state, seen)) this.#live = await this.#renewEpoch(lease, resumed, epoch)
    else this.#live = resumed
    return this.#live
  }

  async #rebuild(
    lease: Lease,
    race: RaceRecord,
    entries: EntryRecord[] | null,
    epoch: number,
    reason: string,
  ): Promise<Live> {
    this.#log.info({ runId: race.runId, reason }, 'the race is worked out from its history')
    this.rebuilt = 0
    const progress = (done: number) => {
      this.rebuilt = done
    }
    try {
      const known = entries ?? (await this.reader.entries())
      const built = await rebuild(this.reader, race, known, this.#ground, epoch, this.#clock, progress)
      await this.#publisher.epoch(lease, built.live, built.log)
      return built.live
    } finally {
      this.rebuilt = null
    }
  }

  /** The bus came back without frames that viewers have had: what follows must not pass for what followed them. */
  async #renewEpoch(lease: Lease, resumed: Live, epoch: number): Promise<Live> {
    const { runId } = this.race
    this.#log.warn(
      { runId, seen: this.#seen(), kept: resumed.state.seq },
      'frames were lost: a new epoch begins',
    )
    const { live, log } = await renewEpoch(resumed, epoch, this.#bus)
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
    if (typeof this.#overSince !== 'number' || at - this.#overSince <= settleMs || changed || this.#renewal)
      return
    this.#settledFor = race.updatedAt
    // The checkpoint has it: old races do not fill the memory twice.
    this.#live = null
  }
}

/** Why a race cannot go on from what was folded; null where it can. */
function whyAnew(
  { state, memory }: Live,
  race: RaceRecord,
  entries: readonly EntryRecord[] | null,
): string | null {
  if (isContradicted(state.race, race))
    return 'its gun, waves or course were corrected, or a finish was taken back'
  if (entries && needsHistory(state, memory.passages, entries))
    return 'who was first at some place is not known any more: those who are remembered are out, or somebody is back'
  return null
}
