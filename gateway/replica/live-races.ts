import type { Course } from '@racecast/courses'
import { CourseLine } from '@racecast/courses/line'
import { isDeleted, isPrivate, type RaceRecord } from '@racecast/pinot/events'
import type { PositionStore } from '@racecast/pinot/ports'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { PolledRace } from '../poll/polled-race.ts'
import { list, RaceWatch } from '../poll/race-watch.ts'
import { groundOf } from '../race/marks.ts'
import { raceInfoOf } from '../race/race-info.ts'
import type { LiveRace, LiveRaces, PollStatus } from './live-race.ts'
import { Replica } from './replica.ts'
import { StoreHealth } from './store-health.ts'

export interface LiveRacesOptions {
  store: PositionStore
  bus: Bus
  /** Knows what others have added, too. */
  catalogue: { get(shortName: string): Course | undefined }
  clock: Clock
  log: Log
  /** Uniform in [0, 1): spreads what is tried again. */
  random?: () => number
}

export interface RunningLiveRaces extends LiveRaces {
  /** Begins to poll; resolves when the list of races has been asked for, whether or not the store answered. */
  start(): Promise<void>
  /** Ends polling and gives the leases back; resolves when nothing is under way any more. */
  stop(): Promise<void>
}

interface Race {
  replica: Replica
  polled: PolledRace
}

/** Polls the races of a store and serves them as the bus carries them back. */
export function createLiveRaces(options: LiveRacesOptions): RunningLiveRaces {
  const { store, bus, catalogue, clock, log, random = Math.random } = options
  const races = new Map<string, Race>()
  const slugs = new Map<string, string>()
  /** Races that cannot be served, and why. */
  const refused = new Map<string, { record: RaceRecord; reason: string }>()
  const goneListeners = new Set<(runId: string) => void>()
  const privateListeners = new Set<(runId: string) => void>()
  /** Races that were deleted, and what their last record is of: what was read before that, and comes after it, counts no more. */
  const gone = new Map<string, number>()
  let tells = false
  let stopWatching: (() => void) | null = null
  let stopped = false
  /** Races that are over are looked at one after another, so that the live ones need not wait for them. */
  let quiet = Promise.resolve()

  const health = new StoreHealth({
    ...{ bus, log },
    changed(runId) {
      const replica = races.get(runId)?.replica
      if (replica) replica.storeDownSince = health.downSince(runId)
    },
  })
  const watch = new RaceWatch({ store, bus, clock, log, random, health, take })

  async function take(records: RaceRecord[]): Promise<void> {
    if (stopped) return
    const waiting = [...refused.values()].map(({ record }) => record)
    const newest = new Map([...waiting, ...records].map((record) => [record.runId, record]))
    for (const record of newest.values()) if (isDeleted(record)) remove(record)
    const fresh = [...newest.values()].filter(
      ({ runId, updatedAt }) => !races.has(runId) && updatedAt > (gone.get(runId) ?? -1),
    )
    for (const record of records) {
      const race = races.get(record.runId)
      if (!race) continue
      race.polled.take(record)
      show(race)
    }
    const added: Race[] = []
    for (const record of fresh) {
      const race = add(record)
      if (race) added.push(race)
    }
    for (const { slug, runId } of newest.values()) if (races.has(runId)) slugs.set(slug, runId)
    await Promise.all(added.map(({ replica }) => replica.load().catch(noted(replica))))
    for (const { polled } of added) {
      if (isLive(polled.record)) void polled.poll()
      else quiet = quiet.then(() => polled.poll())
    }
  }

  /** Who may see a race is as its newest record says, from now on. */
  function show({ replica, polled }: Race): void {
    const was = replica.isPrivate
    replica.isPrivate = isPrivate(polled.record)
    if (was === replica.isPrivate) return
    const { runId } = polled.record
    log.info({ runId, isPrivate: !was }, 'who may see the race has changed')
    if (!was) for (const listener of [...privateListeners]) listener(runId)
  }

  /**
   * A race that was deleted: nobody polls it, and who watches it is told. So is who has something of it on disk, though it was
   * deleted while this gateway was away.
   */
  function remove({ runId, slug, updatedAt }: RaceRecord): void {
    if (updatedAt <= (gone.get(runId) ?? -1)) return
    gone.set(runId, updatedAt)
    refused.delete(runId)
    const race = races.get(runId)
    races.delete(runId)
    if (slugs.get(slug) === runId) slugs.delete(slug)
    if (race) log.info({ runId, slug }, 'the race was deleted')
    forget(runId, race).catch((error: unknown) =>
      log.warn({ err: error, runId }, 'a deleted race could not be forgotten in full'),
    )
    for (const listener of [...goneListeners]) listener(runId)
    race?.replica.close()
  }

  async function forget(runId: string, race: Race | undefined): Promise<void> {
    await race?.polled.stop()
    await bus.forget(runId)
  }

  function add(record: RaceRecord): Race | null {
    const { runId } = record
    const course = catalogue.get(record.course)
    if (!course) {
      if (!refused.has(runId)) log.warn({ runId, course: record.course }, 'the course of a race is not known')
      const reason = `course ${JSON.stringify(record.course)} is not in the catalogue: add it`
      refused.set(runId, { record, reason })
      return null
    }
    refused.delete(runId)
    if (course.hash !== record.courseHash) {
      log.warn(
        { runId, made: record.courseHash, now: course.hash },
        'the course has changed since the race was made',
      )
    }
    const line = new CourseLine(course)
    const replica = new Replica({
      info: raceInfoOf(record),
      isPrivate: isPrivate(record),
      line,
      bus,
      clock,
      log,
    })
    const seen = () => replica.state
    const polled = new PolledRace(record, groundOf(line), { ...options, random, tells, seen, health })
    const race = { replica, polled }
    races.set(runId, race)
    replica.storeDownSince = health.downSince(runId)
    return race
  }

  const noted = (replica: Replica) => (error: unknown) =>
    log.error({ err: error, runId: replica.info.runId }, 'the checkpoint cannot be read')

  function changed(): void {
    watch.changed()
    for (const { polled } of races.values()) polled.changed()
  }

  return {
    list: () => [...races.values()].map(({ replica }) => replica).sort(liveFirst),
    get: (race) => (races.get(race) ?? races.get(slugs.get(race) ?? ''))?.replica,
    onGone(listener) {
      goneListeners.add(listener)
      return () => goneListeners.delete(listener)
    },
    onPrivate(listener) {
      privateListeners.add(listener)
      return () => privateListeners.delete(listener)
    },
    async refresh() {
      const before = new Set(races.keys())
      await watch.refresh()
      const added = [...races].filter(([runId]) => !before.has(runId))
      await Promise.all(added.map(([, { polled }]) => polled.poll()))
    },
    get listDownSince() {
      return health.downSince(list)
    },
    status: (): PollStatus[] => [
      ...[...races.values()].map(({ polled }) => polled.status()),
      ...[...refused].map(([runId, { reason: error }]) => ({
        ...{
          runId,
          polling: false,
          failures: 1,
          error,
          lastPollAt: null,
          queries: 0,
          downSince: null,
          cadenceMs: null,
        },
      })),
    ],
    async start() {
      stopWatching = store.onChange(changed)
      tells = stopWatching !== null
      await watch.start(tells)
    },
    async stop() {
      stopped = true
      stopWatching?.()
      health.close()
      await watch.stop()
      await Promise.all([...races.values()].map(({ polled }) => polled.stop()))
      for (const { replica } of races.values()) replica.close()
    },
  }
}

function isLive({ status }: { status: RaceRecord['status'] }): boolean {
  return status === 'started' || status === 'paused'
}

function liveFirst(a: LiveRace, b: LiveRace): number {
  return Number(isLive(b.info)) - Number(isLive(a.info)) || b.info.startTime - a.info.startTime
}
