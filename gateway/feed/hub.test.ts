import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { FakeRace, FakeRaces } from '../fixtures/fake-race.ts'
import { raceInfo, runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { Wire } from '../fixtures/wire.ts'
import { CloseCode, type CloseReason, type Snapshot } from '../protocol/index.ts'
import { nobodyWatches } from './feed-observer.ts'
import { createHub, type Hub } from './hub.ts'

describe('the feed', () => {
  let time: VirtualTime
  let race: FakeRace
  let races: FakeRaces
  let hub: Hub
  let closed: CloseReason[]

  beforeEach(() => {
    time = new VirtualTime()
    race = new FakeRace(3)
    race.newEpoch()
    races = new FakeRaces(race)
    closed = []
    hub = createHub({
      get: (name) => races.get(name),
      lookUp: async (name) => {
        await races.refresh()
        return races.get(name)
      },
      clock: time,
      observer: { ...nobodyWatches, closed: (reason) => closed.push(reason) },
    })
    onTestFinished(() => hub.stop())
  })

  function join(name = runId): Wire {
    const wire = new Wire(hub)
    wire.say({ type: 'subscribe', race: name })
    return wire
  }
  /** Takes everything and answers the pings in it. */
  function read(wire: Wire) {
    const messages = wire.deliver()
    for (const message of messages) if (message.type === 'ping') wire.say({ type: 'pong', seq: message.seq })
    return messages
  }
  const types = (wire: Wire) => read(wire).map(({ type }) => type)
  const settle = () => new Promise<void>((done) => setImmediate(done))

  it('greets with its clock and how often it pings (C-3)', () => {
    const wire = new Wire(hub)
    expect(wire.deliver()).toEqual([
      { type: 'welcome', protocol: 'racecast.v1.json', serverTime: time.ms, heartbeatMs: 10_000 },
    ])
  })

  it('gives who subscribes the whole state, then what changes (W-6)', () => {
    race.tick()
    const wire = join('crystal-palace-1')
    const [, , snapshot] = read(wire)
    expect(snapshot).toMatchObject({
      type: 'snapshot',
      reason: 'subscribed',
      seq: 1,
      lag: { sentAt: time.ms },
    })
    expect((snapshot as Snapshot).positions).toHaveLength(3)
    const { delta } = race.tick([2])
    expect(read(wire)).toEqual([delta])
  })

  it('says when the store stops answering and when it answers again (W-8)', () => {
    const wire = join()
    read(wire)
    race.storeIsDown(time.ms - 3000)
    expect(read(wire)).toEqual([{ type: 'health', store: 'down', since: time.ms - 3000 }])
    race.storeIsDown(null)
    expect(read(wire)).toEqual([{ type: 'health', store: 'ok' }])
  })

  it('tells who comes while the store is down, right after the snapshot; who comes later hears nothing of it (W-8)', () => {
    const early = join()
    read(early)
    race.storeIsDown(time.ms)
    expect(types(join())).toEqual(['welcome', 'subscribed', 'snapshot', 'ping', 'health'])
    race.storeIsDown(null)
    expect(types(join())).toEqual(['welcome', 'subscribed', 'snapshot', 'ping'])
  })

  it('takes what a viewer says of its lateness only while it is in step (C-5)', () => {
    const said: [string, number][] = []
    const observer = {
      ...nobodyWatches,
      reported: (stage: string, ms: number) => void said.push([stage, ms]),
    }
    const own = createHub({
      get: (name) => races.get(name),
      lookUp: async () => undefined,
      clock: time,
      observer,
    })
    onTestFinished(() => own.stop())
    const wire = new Wire(own)
    wire.say({ type: 'pong', seq: 0, arrivedMs: 1, shownMs: 2 })
    wire.say({ type: 'subscribe', race: runId })
    wire.say({ type: 'pong', seq: 0, arrivedMs: 30, shownMs: 2010 })
    wire.say({ type: 'pong', seq: 0 })
    expect(said).toEqual([
      ['arrived', 30],
      ['shown', 2010],
    ])
  })

  it('writes one and the same Buffer, once a tick, to everybody in step (R-1)', () => {
    const wires = [join(), join(), join()]
    for (const wire of wires) read(wire)
    const before = wires.map(({ writes }) => writes.length)
    race.tick()
    const last = wires.map(({ writes }) => writes.at(-1))
    expect(wires.map(({ writes }) => writes.length)).toEqual(before.map((count) => count + 1))
    expect(last[1]).toBe(last[0])
    expect(last[2]).toBe(last[0])
  })

  it('encodes the snapshot once for all who come within a tick', () => {
    const [a, b] = [join(), join()]
    expect(a.writes.at(-1)).toBe(b.writes.at(-1))
    race.tick()
    expect(join().writes.at(-1)).not.toBe(a.writes[1])
  })

  it('lets a frame end in a ping with its sequence number where the last is 4.5 s ago, every fifth at a tick a second (C-5)', () => {
    const wire = join()
    read(wire)
    const perTick = Array.from({ length: 10 }, () => {
      time.pass(1000)
      race.tick()
      return types(wire)
    })
    const five = [['delta'], ['delta'], ['delta'], ['delta'], ['delta', 'ping']]
    expect(perTick).toEqual([...five, ...five])
  })

  it('answers a question for the time at once, with what was asked (T-1)', () => {
    const wire = new Wire(hub)
    wire.deliver()
    wire.say({ type: 'time', sent: 12.5 })
    expect(wire.deliver()).toEqual([{ type: 'time', sent: 12.5, serverTime: time.ms }])
  })

  it('pings everybody at least every ten seconds, also without a race or a tick (C-4)', () => {
    const idle = join()
    read(idle)
    for (let s = 0; s < 30; s++) time.pass(1000)
    expect(types(idle).filter((type) => type === 'ping')).toHaveLength(3)
  })

  it('sends a viewer that does not answer nothing more, and one patch when it has taken what it had (Q-3)', () => {
    const wire = join()
    read(wire)
    for (let s = 0; s < 40; s++) {
      race.tick()
      time.pass(1000)
    }
    const frozen = wire.writes.length
    expect(frozen).toBeLessThan(16)
    expect(hub.census()).toMatchObject({ behind: 1, inStep: 0 })
    const taken = read(wire)
    expect(taken.filter(({ type }) => type === 'delta').length).toBeLessThan(12)
    expect(wire.writes).toHaveLength(frozen + 1)
    expect(read(wire)).toMatchObject([
      { type: 'delta', since: expect.any(Number), seq: 40, hash: race.state!.entities.hash },
      { type: 'ping', seq: 40 },
    ])
    const { delta } = race.tick()
    expect(read(wire)[0]).toEqual(delta)
  })

  it('holds nobody else up while one is behind (Q-3)', () => {
    const frozen = join()
    const other = join()
    read(other)
    read(frozen)
    for (let s = 0; s < 60; s++) {
      const { delta } = race.tick()
      expect(read(other)[0]).toEqual(delta)
      time.pass(1000)
    }
    expect(hub.census()).toMatchObject({ behind: 1, inStep: 1 })
  })

  it('closes a viewer after 90 s without a word (L-4)', () => {
    const wire = join()
    read(wire)
    time.pass(89_000)
    expect(closed).toEqual([])
    time.pass(1000)
    expect(closed).toEqual(['silent'])
    expect(hub.census().closing).toBe(1)
    expect(race.listeners).toBe(0)
  })

  it('keeps a viewer that says nothing yet but goes on taking bytes (L-4)', () => {
    const wire = join()
    for (let s = 0; s < 120; s++) {
      if (s % 30 === 0) wire.deliver(1)
      time.pass(1000)
    }
    expect(closed).toEqual([])
  })

  it('writes one snapshot to a viewer that subscribes again and again and takes nothing', () => {
    const wire = join()
    const once = wire.pendingBytes
    for (let s = 0; s < 60; s++) {
      wire.say({ type: 'subscribe', race: runId })
      race.tick()
      wire.say({ type: 'pong', seq: race.state!.seq })
      time.pass(1000)
    }
    expect(wire.pendingBytes).toBeLessThan(once + 60 * 200)
    const taken = wire.deliver()
    expect(taken.filter(({ type }) => type === 'snapshot')).toMatchObject([{ seq: 0 }])
    wire.say({ type: 'pong', seq: 59 })
    expect(wire.deliver()).toMatchObject([{ type: 'snapshot', reason: 'behind', seq: 60 }, { type: 'ping' }])
    expect(hub.census()).toMatchObject({ behind: 0, inStep: 1 })
  })

  it('believes that a viewer has taken everything when the socket shows it', () => {
    const wire = join()
    wire.say({ type: 'subscribe', race: runId })
    wire.say({ type: 'pong', seq: 0 })
    expect(hub.census()).toMatchObject({ behind: 1 })
    wire.deliver()
    time.pass(1000)
    expect(wire.deliver()).toMatchObject([{ type: 'snapshot', reason: 'behind' }, { type: 'ping' }])
    expect(hub.census()).toMatchObject({ inStep: 1 })
  })

  it('sends no more frames to a viewer that answers pings but leaves a mebibyte of frames (Q-3)', () => {
    const wire = join()
    const name = 'x'.repeat(100_000)
    for (let s = 0; s < 40; s++) {
      const { delta } = race.say({ race: { ...race.info, name } })
      wire.say({ type: 'pong', seq: delta.seq })
    }
    expect(wire.pendingBytes).toBeLessThan(1_300_000)
    expect(hub.census()).toMatchObject({ behind: 1, inStep: 0 })
  })

  it('closes a viewer that talks but takes nothing for 90 s (L-4)', () => {
    const wire = join()
    for (let s = 0; s < 89; s++) {
      time.pass(1000)
      wire.say({ type: 'time', sent: s })
    }
    expect(closed).toEqual([])
    time.pass(2000)
    expect(closed).toEqual(['silent'])
    expect(wire.closedWith).toBe(CloseCode.silent.code)
  })

  it('closes a connection that subscribes to nothing for 30 s (L-3)', () => {
    const wire = new Wire(hub)
    for (let s = 0; s < 30; s++) {
      read(wire)
      time.pass(1000)
    }
    expect(closed).toEqual(['silent'])
  })

  it('begins a new epoch with a snapshot for everybody in step (Q-1)', () => {
    const wires = [join(), join()]
    for (const wire of wires) read(wire)
    race.tick()
    race.newEpoch()
    for (const wire of wires)
      expect(read(wire).slice(-2)).toMatchObject([{ reason: 'epoch', epoch: 2, seq: 0 }, { type: 'ping' }])
  })

  it('waits for the first state of a race that has just been made (W-6)', () => {
    const empty = new FakeRace(2, { ...raceInfo, runId: '7d7f6a4e-0000-4000-8000-000000000000', slug: 'new' })
    races.races.push(empty)
    const wire = join('new')
    expect(types(wire)).toEqual(['welcome', 'subscribed'])
    empty.newEpoch()
    expect(types(wire)).toEqual(['snapshot', 'ping'])
    empty.tick()
    expect(types(wire)).toEqual(['delta'])
  })

  it('finds a race that was made a moment ago', async () => {
    races.hidden = races.races.splice(0)
    const wire = join()
    await settle()
    expect(types(wire)).toEqual(['welcome', 'subscribed', 'snapshot', 'ping'])
  })

  it('says that there is no such race, not to come back (W-7, X-2)', async () => {
    const wire = join('nowhere')
    await settle()
    expect(wire.deliver().at(-1)).toMatchObject({ type: 'error', code: 'unknownRace' })
    expect(wire.closedWith).toBe(CloseCode.unknownRace.code)
  })

  it('asks to come back when it cannot tell whether there is such a race (W-7, X-2)', async () => {
    races.broken = new Error('the file is locked')
    const wire = join('nowhere')
    await settle()
    expect(wire.deliver().at(-1)).toMatchObject({ type: 'error', code: 'notReady' })
    expect(wire.closedWith).toBe(CloseCode.notReady.code)
  })

  it('replaces a subscription by the next one (W-2)', () => {
    const other = new FakeRace(2, {
      ...raceInfo,
      runId: '7d7f6a4e-0000-4000-8000-000000000000',
      slug: 'other',
    })
    other.newEpoch()
    races.races.push(other)
    const wire = join()
    read(wire)
    wire.say({ type: 'subscribe', race: 'other' })
    expect(types(wire)).toEqual(['subscribed', 'snapshot', 'ping'])
    expect(race.listeners).toBe(0)
    other.tick()
    expect(types(wire)).toEqual(['delta'])
  })

  it.each(['', '{', '[]', '{"type":"dance"}', '{"type":"subscribe"}', '{"type":"pong","seq":"x"}'])(
    'does not take %j for a message (C-2, J-1)',
    (text) => {
      const wire = new Wire(hub)
      wire.send(text)
      expect(wire.deliver().at(-1)).toMatchObject({ type: 'error', code: 'badMessage' })
      expect(wire.closedWith).toBe(CloseCode.badMessage.code)
    },
  )

  it('does not take binary or oversize messages (C-2, L-1)', () => {
    const [binary, big] = [new Wire(hub), new Wire(hub)]
    hub.receive(binary.viewer, null)
    big.send(JSON.stringify({ type: 'subscribe', race: 'x'.repeat(5000) }))
    expect([binary.closedWith, big.closedWith]).toEqual([CloseCode.notText.code, CloseCode.tooBig.code])
  })

  it('closes a viewer that floods it, and no viewer that keeps the rhythm of the protocol (L-2)', () => {
    const calm = join()
    for (let s = 0; s < 100; s++) {
      race.tick()
      read(calm)
      calm.say({ type: 'time', sent: time.ms })
      time.pass(1000)
    }
    const flood = join()
    for (let i = 0; i < 100; i++) flood.say({ type: 'time', sent: i })
    expect(flood.closedWith).toBe(CloseCode.tooMany.code)
    expect(calm.closedWith).toBeNull()
  })

  it('says bye to everybody, to come back one after another (C-7)', () => {
    const wires = [join(), join(), new Wire(hub)]
    hub.bye()
    const waits = wires.map((wire) => {
      const last = wire.deliver().at(-1)!
      if (last.type !== 'bye') throw new Error(`the last message is ${last.type}`)
      return last.reconnectAfterMs
    })
    expect(new Set(waits).size).toBe(3)
    expect(wires.map(({ closedWith }) => closedWith)).toEqual([1001, 1001, 1001])
  })

  it('forgets who is gone and listens to no race that nobody watches', () => {
    const wires = [join(), join()]
    expect(race.listeners).toBe(1)
    wires[0]!.cut()
    expect(race.listeners).toBe(1)
    wires[1]!.cut()
    expect(race.listeners).toBe(0)
    expect(Object.values(hub.census()).every((count) => count === 0)).toBe(true)
  })
})
