import { describe, expect, it, onTestFinished } from 'vitest'
import type { GeneratorHealth } from '../access/generator.ts'
import { busOnFile } from '../access/testing/on-file.ts'
import { BusUnavailable } from '../bus/index.ts'
import type { Clock } from '../clock.ts'
import { emptyStore } from '../fixtures/empty-ports.ts'
import { FakeRace, FakeRaces } from '../fixtures/fake-race.ts'
import { positionAt, raceInfo, runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { noticedAfterMs } from '../protocol/index.ts'
import { fixAgeLimits, signEveryMs, silenceLimits } from './bounds.ts'
import type { Health, StageName } from './health.ts'
import { createHealthMonitor } from './monitor.ts'

const silent = { info() {}, warn() {}, error() {} }
const settled = async () => {
  for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** A gateway that polls one running race; the test is its clock, its store and its generator. */
async function setUp() {
  const clock = new VirtualTime(raceInfo.startTime)
  const race = new FakeRace(3)
  race.newEpoch()
  const races = new FakeRaces(race)
  const state = {
    isPolling: true,
    generator: { lease: 'held', sinkIsDown: false } as GeneratorHealth | Error,
    store: null as Error | null,
    bus: null as Error | null,
    aheadMs: 0,
  }
  const opened = busOnFile(clock)
  const kept = opened()
  const orFail = async <T>(error: Error | null, work: () => Promise<T>): Promise<T> => {
    if (error) throw error
    return work()
  }
  const bus = { ...kept, notes: (map: string) => orFail(state.bus, () => kept.notes(map)) }
  const stalled = new Set<object>()
  const start = () => {
    const own: Clock = {
      ...{ now: clock.now, elapsed: clock.elapsed, aheadMs: () => state.aheadMs },
      schedule: (ms, run) => clock.schedule(ms, () => stalled.has(monitor) || run()),
    }
    const monitor = createHealthMonitor({
      ...{
        races,
        bus,
        clock: own,
        log: silent,
        hub: { size: 4, byKind: () => ({ 'bin 1': 3, 'json 5': 1 }) },
      },
      store: { ...emptyStore, ping: () => orFail(state.store, async () => {}) },
      generator: {
        post: async () => ({ status: 200, body: null }),
        health: async () => {
          if (state.generator instanceof Error) throw state.generator
          return state.generator
        },
      },
    })
    onTestFinished(() => monitor.close())
    return monitor
  }
  const monitor = start()
  /** So many seconds, in each of which the race has a tick, unless its poller is paused. */
  async function pass(seconds: number): Promise<Health> {
    for (let s = 0; s < seconds; s++) {
      clock.pass(1000)
      if (state.isPolling) {
        const now = clock.now()
        races.polls = [
          {
            runId,
            polling: true,
            failures: 0,
            error: null,
            downSince: race.storeDownSince,
            cadenceMs: null,
            lastPollAt: now,
            queries: 1,
          },
        ]
        race.state!.lag = {
          measuredAt: now - 30,
          publishedAt: now - 20,
          pollStart: now - 15,
          pollEnd: now - 5,
          sentAt: now - 2,
        }
        race.say({ positions: [positionAt(1, now - raceInfo.startTime)] })
      }
      await settled()
    }
    return monitor.health()
  }
  const level = (health: Health, name: StageName) => health.stages.find((stage) => stage.name === name)!
  const levels = (health: Health) =>
    Object.fromEntries(health.stages.map((stage) => [stage.name, stage.level]))
  const green = {
    generator: 'green',
    sink: 'green',
    store: 'green',
    poller: 'green',
    fixes: 'green',
    bus: 'green',
    gateways: 'green',
  }
  const stall = (which: object) => void stalled.add(which)
  return { clock, race, races, state, monitor, start, stall, pass, level, levels, green }
}

describe('how long silence is borne', () => {
  /** A fix may be on its way to a page for so long, and still the desk is first, ms. */
  const onTheWayMs = 1000

  it.each([
    [0.5, 2000],
    [1, 2000],
    [5, 2000],
    [5, 10_000],
    [30, 60_000],
  ])('is less than until a page says so, at a fix every %d s shown %d ms later', (fixIntervalS, delayMs) => {
    const race = { fixIntervalS, playoutDelayMs: delayMs }
    const noticedMs = noticedAfterMs(race)
    expect(fixAgeLimits(race).red).toBeLessThan(noticedMs - onTheWayMs)
    // The newest fix may have come an interval before a gateway hangs.
    expect(silenceLimits([race]).red).toBeLessThan(noticedMs - fixIntervalS * 1000 - onTheWayMs)
  })

  it('is that of the race whose spectators notice first, and never so short that one sign told and asked for is too late', () => {
    const [fast, slow] = [1, 5].map((fixIntervalS) => ({ fixIntervalS, playoutDelayMs: 2000 }))
    expect(silenceLimits([slow!, fast!])).toEqual(silenceLimits([fast!]))
    expect(silenceLimits([])).toEqual(silenceLimits([fast!]))
    const hurried = { fixIntervalS: 0.1, playoutDelayMs: 0 }
    expect([silenceLimits([hurried]).red, fixAgeLimits(hurried).red]).toEqual([1500, 1500])
    expect(2 * signEveryMs).toBeLessThan(1500)
  })
})

describe('health', () => {
  it('is green while all goes well, with the lag of each stage and who watches how', async () => {
    const { pass, levels, green } = await setUp()
    const health = await pass(25)
    expect([health.level, levels(health)]).toEqual(['green', green])
    expect(health.lag).toMatchObject({
      produce: { p50: 10, p95: 10, count: 10 },
      store: { p50: 5 },
      poll: { p50: 10 },
    })
    expect(health.races).toMatchObject([
      { runId, newestFixAgeMs: 30, pollers: [health.gateway], failures: 0 },
    ])
    expect(health.gateways).toMatchObject([
      { id: health.gateway, viewers: 4, byKind: { 'bin 1': 3, 'json 5': 1 }, level: 'green' },
    ])
    expect(health.gateways[0]!.memoryMb).toBeGreaterThan(10)
  })

  it('is red of a poller that stands still before a screen shows that it does, and says in time when it will be', async () => {
    const { pass, state, level } = await setUp()
    await pass(12)
    state.isPolling = false
    expect(level(await pass(1), 'fixes').level).toBe('green')
    expect(level(await pass(1), 'fixes').level).toBe('green')
    // What a desk goes by that hears nothing any more.
    expect(level(await pass(1), 'fixes')).toMatchObject({
      level: 'amber',
      redInMs: fixAgeLimits(raceInfo).red - 3030,
    })
    const health = await pass(1)
    expect(level(health, 'fixes')).toMatchObject({
      ...{ level: 'red', redInMs: 0 },
      why: `the newest fix of ${raceInfo.slug} is 4.0 s old`,
    })
    expect([health.level, level(health, 'poller').level]).toEqual(['red', 'green'])
    expect(level(await pass(10), 'poller')).toMatchObject({
      level: 'red',
      why: `${raceInfo.slug} was polled 14.0 s ago`,
    })
    state.isPolling = true
    const again = await pass(1)
    expect(again.level).toBe('green')
  })

  it('is red when nobody polls a race', async () => {
    const { pass, races, state, level } = await setUp()
    await pass(3)
    state.isPolling = false
    races.polls = []
    expect(level(await pass(1), 'poller')).toMatchObject({
      level: 'red',
      why: `nobody polls ${raceInfo.slug}`,
    })
  })

  it('is red while the store is dead, says since when, and is green when it answers', async () => {
    const { pass, state, level, race, races, clock } = await setUp()
    await pass(11)
    const died = clock.now()
    state.store = new Error('connection refused')
    const store = level(await pass(5), 'store')
    expect([store.level, store.why]).toEqual(['red', expect.stringContaining('connection refused')])
    expect(store.since).toBeLessThanOrEqual(died + 5000)
    state.store = null
    expect(level(await pass(6), 'store').level).toBe('green')
    races.listDownSince = clock.now() - 4000
    expect(level(await pass(1), 'store').why).toBe('it has not answered for the list of races for 5.0 s')
    races.listDownSince = null
    race.storeIsDown(clock.now() - 1000)
    expect(level(await pass(1), 'store').why).toBe(`it has not answered for ${raceInfo.slug} for 2.0 s`)
  })

  it('says of the generator whether it answers, holds its lease and gets rid of its events', async () => {
    const { pass, state, level } = await setUp()
    state.generator = { lease: 'elsewhere' }
    expect(level(await pass(6), 'generator').level).toBe('amber')
    state.generator = { lease: 'held', sinkIsDown: true }
    const down = await pass(6)
    expect([level(down, 'generator').level, level(down, 'sink').level]).toEqual(['green', 'red'])
    state.generator = new Error('fetch failed')
    const gone = await pass(6)
    expect([level(gone, 'generator').level, level(gone, 'sink').level]).toEqual(['red', 'amber'])
  })

  it('tells of what was corrected and is not worked out after seconds, by any gateway, until it is', async () => {
    const { pass, races, start, state, race } = await setUp()
    const other = start()
    await pass(2)
    state.isPolling = false
    const [poll] = races.polls
    const since = poll!.lastPollAt!
    const waiting = { since, done: 0.25, failures: 0, error: null }
    races.polls = [{ ...poll!, correction: waiting }]
    expect((await pass(1)).corrections).toEqual([])
    const told = { runId, slug: race.info.slug, ...waiting }
    expect((await pass(1)).corrections).toMatchObject([{ ...told, since: expect.any(Number) }])
    expect(other.health().corrections).toHaveLength(1)
    races.polls = [{ ...poll!, correction: { ...waiting, failures: 1, error: 'refused' } }]
    expect((await pass(1)).corrections).toMatchObject([{ failures: 1, error: 'refused' }])
    state.isPolling = true
    expect((await pass(2)).corrections).toEqual([])
  })

  it('tells by how much the time of races is ahead of the clock, here or at the generator', async () => {
    const { pass, state } = await setUp()
    expect((await pass(1)).aheadMs).toBe(0)
    state.aheadMs = 3_600_000
    expect((await pass(1)).aheadMs).toBe(3_600_000)
    state.generator = { lease: 'held', sinkIsDown: false, aheadMs: 86_400_000 }
    expect((await pass(1)).aheadMs).toBe(86_400_000)
  })

  it('is red while the bus is away', async () => {
    const { pass, state, level } = await setUp()
    state.bus = new BusUnavailable('gone')
    expect(level(await pass(6), 'bus').level).toBe('red')
  })

  it('has the last 30 minutes, one moment each ten seconds with the worst of them', async () => {
    const { pass, state, monitor, clock } = await setUp()
    await pass(12)
    state.isPolling = false
    await pass(4)
    state.isPolling = true
    const { history } = await pass(10)
    expect(history.map(({ levels }) => levels.fixes)).toEqual(['green', 'green', 'red'])
    expect(history.at(-1)).toMatchObject({ viewers: 4, lag: { poll: { p95: 10 } } })
    state.isPolling = false
    for (let i = 0; i < 2000; i++) clock.pass(1000)
    const all = monitor.health().history
    expect([all.length, all.at(-1)!.at - all[0]!.at]).toEqual([180, 1_790_000])
  })

  it('tells the gateways of each other: one that dies is red and then forgotten, one that ends is gone at once', async () => {
    const { pass, start, stall } = await setUp()
    const [dies, ends] = [start(), start()]
    const there = async (seconds: number) => {
      const { gateways, stages } = await pass(seconds)
      return [gateways.length, stages.find(({ name }) => name === 'gateways')!.level]
    }
    expect(await there(11)).toEqual([3, 'green'])
    ends.close()
    expect(await there(1)).toEqual([2, 'green'])
    stall(dies)
    expect(await there(1)).toEqual([2, 'amber'])
    expect(await there(1)).toEqual([2, 'red'])
    expect(await there(300)).toEqual([1, 'green'])
  })

  it('of a paused race and of one where all are in asks for no fixes', async () => {
    const { pass, race, state, level } = await setUp()
    await pass(3)
    state.isPolling = false
    race.say({ race: { ...race.info, status: 'paused' } })
    expect(level(await pass(20), 'fixes').level).toBe('green')
  })
})
