import { describe, expect, it, onTestFinished } from 'vitest'
import { AccessFailure } from './access/failure.ts'
import { KeyRecord } from './access/key.ts'
import { createSharedRecords } from './access/shared-records.ts'
import { busOnFile } from './access/testing/on-file.ts'
import { watchGrant } from './access/watch-grant.ts'
import { createWrongTokens } from './access/wrong-tokens.ts'
import { systemClock } from './clock.ts'
import { createPresence, type Operator } from './desk/presence.ts'
import { createAdmission } from './feed/admission.ts'
import { nobodyWatches } from './feed/feed-observer.ts'
import { createLookUp } from './feed/look-up.ts'
import { FakeRace, FakeRaces } from './fixtures/fake-race.ts'
import { oneRaceFeed } from './fixtures/one-race-feed.ts'
import { runId } from './fixtures/race.ts'
import { VirtualTime } from './fixtures/virtual-time.ts'
import { Wire } from './fixtures/wire.ts'
import { QueryBudget } from './poll/query-budget.ts'
import { RaceReader } from './poll/race-reader.ts'
import { MemoryStore } from './poll/testing/memory-store.ts'
import { Problem } from './problems.ts'
import { generatorOrders } from './rest/control/generator-orders.ts'
import { createTickShelves } from './ticks/tick-shelves.ts'

const hour = 3_600_000
const silent = { info() {}, warn() {}, error() {} }
const settle = () => new Promise<void>((done) => setImmediate(done))

describe('the machine’s own clock', () => {
  it('runs what was due a moment ago, without a warning of it', async () => {
    const warnings: Error[] = []
    const note = (warning: Error) => warnings.push(warning)
    process.on('warning', note)
    onTestFinished(() => void process.off('warning', note))
    await new Promise<void>((done) => void systemClock.schedule(-0.006, done))
    await settle()
    expect(warnings).toEqual([])
  })
})

describe.each([
  ['back', -hour],
  ['ahead', hour],
])('where the time of day is set %s by an hour', (_, byMs) => {
  it('no viewer is sent away, and each has its pings as before (C-4)', () => {
    const { time, race, hub } = oneRaceFeed()
    const watching = new Wire(hub)
    watching.say({ type: 'subscribe', race: runId })
    const idle = new Wire(hub)
    idle.say({ type: 'subscribe', race: runId, topics: ['log'] })
    const pings = { watching: 0, idle: 0 }
    const answer = (wire: Wire, who: keyof typeof pings) => {
      for (const message of wire.deliver()) {
        if (message.type !== 'ping') continue
        pings[who]++
        wire.say({ type: 'pong', seq: message.seq })
      }
    }
    const goOn = (seconds: number) => {
      for (let s = 0; s < seconds; s++) {
        time.pass(1000)
        race.tick()
        answer(watching, 'watching')
        answer(idle, 'idle')
      }
      const seen = { ...pings }
      pings.watching = 0
      pings.idle = 0
      return seen
    }
    goOn(60)
    const before = goOn(60)
    expect(before).toEqual({ watching: 12, idle: expect.any(Number) })
    time.set(byMs)
    const after = goOn(60)
    expect([watching.closedWith, idle.closedWith]).toEqual([null, null])
    expect(after.watching).toBe(before.watching)
    expect(Math.abs(after.idle - before.idle)).toBeLessThanOrEqual(1)
  })

  it('who does not answer is noticed as soon as before, and who says nothing is closed', () => {
    const { time, race, hub } = oneRaceFeed()
    const silentOne = new Wire(hub)
    silentOne.say({ type: 'subscribe', race: runId })
    silentOne.deliver()
    time.set(byMs)
    for (let s = 0; s < 20; s++) {
      time.pass(1000)
      race.tick()
    }
    expect(hub.census()).toMatchObject({ behind: 1 })
    time.pass(75_000)
    expect(silentOne.closedWith).not.toBeNull()
  })

  it('slower rates go on (R-1)', () => {
    const { time, race, hub } = oneRaceFeed()
    const wire = new Wire(hub)
    wire.say({ type: 'subscribe', race: runId, every: 5 })
    wire.deliver()
    time.set(byMs)
    let deltas = 0
    for (let s = 0; s < 30; s++) {
      time.pass(1000)
      race.tick()
      for (const message of wire.deliver()) {
        if (message.type === 'delta') deltas++
        if (message.type === 'ping') wire.say({ type: 'pong', seq: message.seq })
      }
    }
    expect(deltas).toBe(6)
  })

  it('a race that lags lags by as much', () => {
    const { time, race, hub } = oneRaceFeed()
    const wire = new Wire(hub)
    wire.say({ type: 'subscribe', race: runId, delayMs: 4000 })
    const seqs: number[] = []
    for (let s = 0; s < 20; s++) {
      if (s === 10) time.set(byMs)
      time.pass(1000)
      race.tick()
      for (const message of wire.deliver()) {
        if (message.type === 'snapshot' || message.type === 'delta') seqs.push(message.seq)
        if (message.type === 'ping') wire.say({ type: 'pong', seq: message.seq })
      }
    }
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (__, i) => i))
    expect(seqs.at(-1)).toBe(16)
  })

  it('a race is asked for as often as before', async () => {
    const time = new VirtualTime()
    const store = new MemoryStore(0)
    const reader = new RaceReader(runId, store, time, new QueryBudget(5))
    const ask = () => void reader.latest()
    const asked = () => store.takeAsked().length
    for (let i = 0; i < 8; i++) ask()
    await settle()
    expect(asked()).toBe(5)
    time.set(byMs)
    for (let i = 0; i < 8; i++) ask()
    await settle()
    expect(asked()).toBe(0)
    time.pass(1000)
    await settle()
    expect(asked()).toBe(5)
  })

  it('what a race that is not known costs stays the same', async () => {
    const time = new VirtualTime()
    const races = new FakeRaces()
    let reads = 0
    races.refresh = async () => {
      reads++
    }
    const lookUp = createLookUp(races, time)
    await lookUp('nowhere')
    time.set(byMs)
    await lookUp('nowhere')
    expect(reads).toBe(1)
    time.pass(1000)
    await lookUp('nowhere')
    expect(reads).toBe(2)
  })

  it('an address has its connections a second, and its tries of a token', async () => {
    const time = new VirtualTime()
    const options = {
      mostViewers: 1000,
      perSecond: 5,
      viewers: () => 0,
      clock: time,
      observer: nobodyWatches,
    }
    const admission = createAdmission(options)
    const comeIn = () => {
      let admitted = 0
      for (; admitted < 1000; admitted++)
        try {
          admission.admit('192.0.2.1')
        } catch (error) {
          if (error instanceof Problem) break
          throw error
        }
      return admitted
    }
    const wrongTokens = createWrongTokens(time)
    const wrong = async () => new AccessFailure('unauthorized', 'wrong')
    const tries = async () => {
      for (let n = 0; ; n++)
        try {
          await wrongTokens.limiting('192.0.2.1', 'nonsense', wrong)
        } catch {
          return n
        }
    }
    expect([comeIn(), await tries()]).toEqual([100, 20])
    time.set(byMs)
    expect([comeIn(), await tries()]).toEqual([0, 0])
    time.pass(3000)
    expect([comeIn(), await tries()]).toEqual([15, 1])
  })

  it('an order is waited for ten seconds until it shows', async () => {
    const time = new VirtualTime()
    const orders = generatorOrders({ races: new FakeRaces(), clock: time, generator: null })
    let problem: unknown = null
    orders
      .visible(runId, () => true)
      .catch((error: unknown) => {
        problem = error
      })
    await settle()
    time.set(byMs)
    for (let i = 0; i < 99; i++) {
      time.pass(100)
      await settle()
    }
    expect(problem).toBeNull()
    time.pass(100)
    await settle()
    expect(problem).toMatchObject({ code: 'race-not-visible' })
  })

  it('a change waits six seconds for that of another gateway', async () => {
    const time = new VirtualTime()
    const bus = busOnFile(time)()
    const records = createSharedRecords({
      ...{ bus: { ...bus, acquire: async () => null }, clock: time, map: 'keys', schema: KeyRecord },
      idOf: ({ jti }) => jti,
      isKept: () => true,
      merge: (_held, told) => told,
      taken: () => {},
    })
    onTestFinished(() => records.close())
    let problem: unknown = null
    records
      .change('a', () => undefined)
      .catch((error: unknown) => {
        problem = error
      })
    await settle()
    time.set(byMs)
    for (let i = 0; i < 118; i++) {
      time.pass(50)
      await settle()
    }
    expect(problem).toBeNull()
    for (let i = 0; i < 4; i++) {
      time.pass(50)
      await settle()
    }
    expect(problem).toBeInstanceOf(Error)
  })

  it('a race is kept as files for a minute after it was asked for', () => {
    const time = new VirtualTime()
    const race = new FakeRace()
    race.newEpoch()
    const shelves = createTickShelves(time)
    onTestFinished(() => shelves.close())
    shelves.of(race as Parameters<typeof shelves.of>[0])
    time.set(byMs)
    time.pass(50_000)
    expect(race.listeners).toBe(1)
    time.pass(20_000)
    expect(race.listeners).toBe(0)
  })

  it('who is at a desk stays there, and who is heard of no more is gone', async () => {
    const time = new VirtualTime()
    const bus = busOnFile(time)()
    const there: Operator[][] = []
    const presence = createPresence({ bus, clock: time, log: silent })
    onTestFinished(presence.join(runId, 'Ada', (operators) => there.push(operators)))
    await settle()
    const since = time.now()
    await bus.note(
      `desk ${runId}`,
      new Map([['killed Bo', JSON.stringify({ name: 'Bo', since, at: since })]]),
    )
    const names = () => there.at(-1)!.map(({ name }) => name)
    expect(names()).toEqual(['Ada', 'Bo'])
    time.set(byMs)
    for (let s = 0; s < 40; s++) {
      time.pass(1000)
      await settle()
      expect(names()).toEqual(['Ada', 'Bo'])
    }
    time.pass(20_000)
    await settle()
    expect(names()).toEqual(['Ada'])
  })

  it('a poller keeps its lease', async () => {
    const time = new VirtualTime()
    const bus = busOnFile(time)()
    const lease = await bus.acquire(runId)
    time.set(byMs)
    expect(await bus.acquire(runId)).toEqual(lease)
    time.pass(30_000)
    expect((await bus.acquire(runId))!.fence).toBeGreaterThan(lease!.fence)
  })
})

it('who watches by a key is sent away within a minute of its end, also where the clock was set ahead', () => {
  const time = new VirtualTime()
  const ended: string[] = []
  const none = { onRevoked: () => () => {}, onEnded: () => () => {}, get: () => undefined, has: () => false }
  const grant = { scope: 'watch' as const, race: null, jti: 'a', label: '', session: null, operator: null }
  const keys = { keys: none, endedSessions: none, clock: time }
  watchGrant({ ...grant, expiresAt: time.now() + 2 * hour }, ({ code }) => ended.push(code), keys)
  time.pass(60_000)
  time.set(2 * hour)
  time.pass(60_000)
  expect(ended).toEqual(['key-expired'])
})
