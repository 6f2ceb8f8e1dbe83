import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { FakeRace } from '../fixtures/fake-race.ts'
import { oneRaceFeed } from '../fixtures/one-race-feed.ts'
import { rosterEntry, runId } from '../fixtures/race.ts'
import type { VirtualTime } from '../fixtures/virtual-time.ts'
import { Wire, wireMessages } from '../fixtures/wire.ts'
import {
  type Board,
  type Delta,
  decodeMessage,
  type LogEntry,
  RaceState,
  type ServerMessage,
  type Snapshot,
  type Subscribe,
} from '../protocol/index.ts'
import { nobodyWatches } from './feed-observer.ts'
import { createHub, type Hub } from './hub.ts'

describe('a subscription', () => {
  let time: VirtualTime
  let race: FakeRace
  let hub: Hub

  beforeEach(() => {
    const feed = oneRaceFeed()
    time = feed.time
    race = feed.race
    hub = feed.hub
  })

  const subscribe = (more: Partial<Subscribe> = {}): Subscribe => ({
    type: 'subscribe',
    race: runId,
    ...more,
  })
  function join(more: Partial<Subscribe> = {}): Wire {
    const wire = new Wire(hub)
    wire.say(subscribe(more))
    return wire
  }
  /** Takes everything and answers the pings in it. */
  function read(wire: Wire): ServerMessage[] {
    const messages = wire.deliver()
    for (const message of messages) if (message.type === 'ping') wire.say({ type: 'pong', seq: message.seq })
    return messages.filter(({ type }) => type !== 'ping' && type !== 'welcome')
  }
  const of = <T extends ServerMessage['type']>(type: T, messages: ServerMessage[]) =>
    messages.filter((message) => message.type === type) as Extract<ServerMessage, { type: T }>[]
  /** What a viewer who has read all that holds, kept as its client would. */
  function follow(wire: Wire, held: { state: RaceState | null } = { state: null }) {
    return {
      held,
      take() {
        for (const message of read(wire)) {
          if (message.type === 'snapshot') held.state = new RaceState(message)
          if (message.type !== 'delta') continue
          held.state!.apply(message)
          expect(held.state!.entities.hash).toBe(message.hash)
        }
        return held.state!
      },
    }
  }
  /** The race goes on by whole seconds, after each of which these are read. */
  function seconds(count: number, ids?: readonly number[], ...each: (() => unknown)[]): void {
    for (let i = 0; i < count; i++) {
      time.pass(1000)
      race.tick(ids)
      for (const take of each) take()
    }
  }
  const split = (n: number, id: number): LogEntry => ({ n, kind: 'split', t: n * 1000, id, km: 1 })
  const settle = () => new Promise<void>((done) => setImmediate(done))

  it('is answered by what it comes to, with what was left out filled in (W-1)', () => {
    expect(read(join())[0]).toEqual({
      ...{ type: 'subscribed', race: runId, topics: ['positions', 'log', 'roster', 'health'] },
      ...{ every: 1, delayMs: 0 },
    })
    const [answer] = read(join({ topics: ['board'], every: 5, bibs: ['102', 'F9'], delayMs: 3000 }))
    expect(answer).toEqual({
      ...{ type: 'subscribed', race: runId, topics: ['board'], every: 5, delayMs: 3000 },
      bibs: ['102', 'F9'],
    })
    expect(read(join({ bibs: ['102', 'F9'] }))[0]).toMatchObject({ unknownBibs: ['F9'] })
  })

  describe('of some topics', () => {
    it('brings of a snapshot and of deltas these alone, and nothing where nothing of them has changed (W-3)', () => {
      const wire = join({ topics: ['log'] })
      const [snapshot] = of('snapshot', read(wire)) as [Snapshot]
      expect(snapshot).toMatchObject({ roster: [], positions: [], facts: [], front: [], hash: 0 })
      seconds(2)
      expect(read(wire)).toEqual([])
      race.say({ log: [split(1, 4)] })
      expect(of('delta', read(wire))).toMatchObject([{ since: 0, seq: 3, positions: [], log: [split(1, 4)] }])
      seconds(1)
      race.say({ log: [split(2, 5)] })
      expect(of('delta', read(wire))).toMatchObject([{ since: 3, seq: 5, log: [split(2, 5)] }])
    })

    it('says of the race itself what every viewer has to know (W-3)', () => {
      const wire = join({ topics: ['board'] })
      read(wire)
      race.say({ race: { ...race.info, status: 'paused' } })
      expect(of('delta', read(wire))).toMatchObject([{ race: { status: 'paused' }, positions: [], log: [] }])
    })

    it('has the board as rows with every step, of the playout delay ago (W-5)', () => {
      const wire = join({ topics: ['board'], rows: 2 })
      read(wire)
      seconds(4)
      const boards = of('board', read(wire)) as Board[]
      expect(boards).toHaveLength(4)
      expect(boards.at(-1)).toMatchObject({ at: time.ms - 2000, size: 5 })
      expect(boards.at(-1)!.rows.map(({ position }) => position)).toEqual([1, 2])
    })

    it('without health is not told when the store stops answering (W-8)', () => {
      const wire = join({ topics: ['positions'] })
      read(wire)
      race.storeIsDown(time.ms)
      expect(read(wire)).toEqual([])
    })
  })

  describe('of chosen competitors', () => {
    it('brings their positions and their rows, and the hash of what it brings (W-4)', () => {
      const wire = join({ bibs: ['104', '102'], topics: ['positions', 'board'] })
      const viewer = follow(wire)
      viewer.take()
      seconds(3)
      const messages = wire.deliver()
      const board = messages.filter(({ type }) => type === 'board').at(-1) as Board
      expect(board.rows.map(({ bib }) => bib).sort()).toEqual(['102', '104'])
      for (const message of messages) if (message.type === 'delta') viewer.held.state!.apply(message)
      const state = viewer.held.state!
      expect([...state.entities.ids].sort()).toEqual([2, 4])
      const last = messages.filter(({ type }) => type === 'delta').at(-1) as Delta
      expect(state.entities.hash).toBe(last.hash)
      expect(state.entities.hash).not.toBe(race.state!.entities.hash)
    })

    it('begins anew where somebody else has such a bib: who moves or not is in the hash (W-4)', () => {
      const viewer = follow(join({ bibs: ['777', '101'], topics: ['positions', 'roster'] }))
      seconds(2, undefined, viewer.take)
      expect([...viewer.held.state!.entities.ids]).toEqual([1])
      race.say({ roster: [{ ...race.state!.roster.get(3)!, bib: '777' }] })
      viewer.take()
      expect([...viewer.held.state!.entities.ids].sort()).toEqual([1, 3])
      seconds(2, [1], viewer.take)
      race.say({ roster: [{ ...race.state!.roster.get(3)!, bib: '103' }] })
      seconds(2, undefined, viewer.take)
      expect([...viewer.held.state!.entities.ids]).toEqual([1])
    })

    it('says so where a resume comes from before that (W-4, Q-2)', () => {
      const { epoch, seq } = race.state!
      seconds(1)
      race.say({ roster: [{ ...race.state!.roster.get(3)!, bib: '777' }] })
      const [snapshot] = of('snapshot', read(join({ bibs: ['777'], resume: { epoch, seq } })))
      expect(snapshot).toMatchObject({ reason: 'roster' })
    })
  })

  describe('of a slower rate', () => {
    it.each([5, 15] as const)(
      'brings one delta every %i s, and it leads to the same state (R-2)',
      (every) => {
        const viewer = follow(join({ every }))
        viewer.take()
        seconds(every - 1)
        expect(viewer.take().seq).toBe(0)
        seconds(1)
        expect(viewer.take().snapshot('behind')).toEqual(race.state!.snapshot('behind'))
        seconds(every * 2 + 1, [1, 2], viewer.take)
        expect(viewer.take().seq).toBe(race.state!.seq - 1)
      },
    )

    it('brings what came last even if nothing comes after it', () => {
      const viewer = follow(join({ every: 5 }))
      viewer.take()
      seconds(2)
      time.pass(10_000)
      expect(viewer.take().snapshot('behind')).toEqual(race.state!.snapshot('behind'))
    })

    it('is the same Buffer for all, also for who came between two steps, from the next step but one', () => {
      const first = join({ every: 5 })
      const a = follow(first)
      seconds(2, undefined, a.take)
      const second = join({ every: 5 })
      const b = follow(second)
      seconds(3, undefined, a.take, b.take)
      expect(second.writes.at(-1)).not.toBe(first.writes.at(-1))
      seconds(5, undefined, a.take, b.take)
      expect(second.writes.at(-1)).toBe(first.writes.at(-1))
      expect(a.take().snapshot('behind')).toEqual(b.take().snapshot('behind'))
    })
  })

  describe('in binary', () => {
    it('leads to the same states at every rate (R-1, R-2)', () => {
      const viewers = ([1, 5, 15] as const).map((every) => {
        const wire = new Wire(hub, 'bin')
        wire.say(subscribe({ every }))
        return { wire, every, read: 0, state: null as RaceState | null }
      })
      const takeAll = () => {
        for (const viewer of viewers) {
          const stream = Buffer.concat(viewer.wire.writes.slice(viewer.read))
          viewer.read = viewer.wire.writes.length
          viewer.wire.deliver()
          for (const message of wireMessages(stream)) {
            if (typeof message === 'string') {
              const text = JSON.parse(message) as ServerMessage
              if (text.type === 'ping') viewer.wire.say({ type: 'pong', seq: text.seq })
              continue
            }
            const decoded = decodeMessage(new Uint8Array(message), viewer.state)
            if (decoded.type === 'snapshot') viewer.state = new RaceState(decoded)
            else viewer.state!.apply(decoded)
            expect(viewer.state!.entities.hash).toBe(decoded.hash)
          }
        }
      }
      for (let s = 1; s <= 45; s++) {
        seconds(1, s % 3 === 0 ? [1, 2, 4] : undefined)
        takeAll()
      }
      for (const { state } of viewers) {
        expect(state!.seq).toBe(45)
        expect(state!.entities.hash).toBe(race.state!.entities.hash)
      }
    })
  })

  describe('with a delay', () => {
    it('begins with the state of now once the delay has gone by, and follows that far behind (T-5)', () => {
      seconds(3)
      const viewer = follow(join({ delayMs: 4000 }))
      expect(viewer.take()).toBeNull()
      seconds(4)
      expect(viewer.take().seq).toBe(3)
      seconds(3)
      expect(viewer.take().seq).toBe(6)
      expect(race.state!.seq).toBe(10)
    })

    it('gets no entries of the log from an epoch that is not shown yet (T-5)', async () => {
      follow(join({ delayMs: 4000 }))
      seconds(5)
      const { epoch, seq } = follow(join({ delayMs: 4000 })).take()
      for (let n = 1; n <= 900; n++) race.say({ log: [split(n, 1)] })
      seconds(1)
      race.newEpoch()
      for (let n = 1; n <= 900; n++) race.say({ log: [split(n, 2)] })
      seconds(3)
      const wire = join({ delayMs: 4000, resume: { epoch, seq } })
      await settle()
      time.pass(999)
      const messages = read(wire)
      expect(of('delta', messages)).toEqual([])
      expect(of('snapshot', messages)).toMatchObject([{ epoch, reason: 'tooOld' }])
    })

    it('tells nobody a name from when it became anonymous, but who has it (T-5, J-3)', () => {
      const named = { ...rosterEntry(2), name: 'Late Riser', club: 'Early Birds' }
      const unnamed = { ...named, name: '', club: '', anonymous: true }
      const before = follow(join({ delayMs: 4000 }))
      seconds(4)
      race.say({ roster: [named] })
      seconds(3)
      const { epoch, seq } = before.take()
      expect(before.held.state!.roster.get(2)!.name).toBe('Runner 2')
      race.say({ roster: [unnamed] })
      expect(
        follow(join({ delayMs: 4000 }))
          .take()
          .roster.get(2),
      ).toEqual({
        ...rosterEntry(2),
        ...{ name: '', club: '', anonymous: true },
      })
      const told: ServerMessage[] = []
      const wires = [join({ delayMs: 4000, resume: { epoch, seq } }), join({ delayMs: 4000 })]
      seconds(6, undefined, before.take, () => told.push(...wires.flatMap(read)))
      expect(of('delta', told).some(({ roster }) => roster?.some(({ id }) => id === 2))).toBe(true)
      expect(JSON.stringify(told)).not.toMatch(/Runner 2|Late Riser|Early Birds/)
      expect(before.held.state!.roster.get(2)).toEqual(unnamed)
    })

    it('counts for no lag: what is asked for is not late', () => {
      const arrivals: number[] = []
      const own = createHub({
        get: () => race,
        lookUp: async () => undefined,
        clock: time,
        observer: { ...nobodyWatches, frame: ({ arrivedAt }) => arrivals.push(arrivedAt - time.ms) },
      })
      onTestFinished(() => own.stop())
      for (const delayMs of [0, 3000]) new Wire(own).say(subscribe({ delayMs }))
      seconds(5)
      expect(arrivals).toEqual([0, 0, 0, -3000, 0, -3000, 0])
    })

    it('goes on for a minute after its last viewer, who thus comes back to it at once (T-5, Q-2)', () => {
      const wire = join({ delayMs: 17_000 })
      const viewer = follow(wire)
      seconds(20)
      const { epoch, seq } = viewer.take()
      wire.cut()
      seconds(2)
      const back = read(join({ delayMs: 17_000, resume: { epoch, seq } }))
      expect(of('snapshot', back)).toEqual([])
      expect(of('delta', back)).toMatchObject([{ since: seq, seq: seq + 2 }])
    })

    it('leaves nothing behind a minute after the last viewer has gone (T-5)', () => {
      const wire = join({ delayMs: 4000 })
      expect(race.listeners).toBeGreaterThan(0)
      wire.cut()
      seconds(59)
      expect(race.listeners).toBeGreaterThan(0)
      seconds(2)
      expect(race.listeners).toBe(0)
      hub.stop()
      expect(time.pending).toBe(0)
    })
  })

  describe('that resumes', () => {
    it('gets what has changed since, with every log entry, and no snapshot (Q-2)', () => {
      const viewer = follow(join())
      seconds(2)
      const { epoch, seq } = viewer.take()
      race.say({ log: [split(1, 2)] })
      seconds(2, [1])
      race.say({ log: [split(2, 3)] })
      const messages = read(join({ resume: { epoch, seq } }))
      expect(messages.map(({ type }) => type)).toEqual(['subscribed', 'delta'])
      const delta = messages[1] as Delta
      expect(delta).toMatchObject({ since: seq, seq: 6, log: [split(1, 2), split(2, 3)] })
      expect(delta.positions.map(([id]) => id)).toEqual([1])
    })

    it('gets nothing where it has missed nothing, and is in step (Q-2)', () => {
      seconds(2)
      const { epoch, seq } = race.state!
      const wire = join({ resume: { epoch, seq } })
      expect(read(wire).map(({ type }) => type)).toEqual(['subscribed'])
      seconds(1)
      expect(of('delta', read(wire))).toMatchObject([{ seq: seq + 1 }])
    })

    it('gets entries that the state no longer keeps from the log (Q-2)', async () => {
      seconds(1)
      const { epoch, seq } = race.state!
      for (let n = 1; n <= 900; n++) race.say({ log: [split(n, 1 + (n % 5))] })
      const wire = join({ resume: { epoch, seq } })
      expect(of('delta', read(wire))).toEqual([])
      seconds(1)
      await settle()
      const [delta] = of('delta', read(wire))
      expect(delta!.log.map(({ n }) => n)).toEqual(Array.from({ length: 900 }, (_, i) => i + 1))
      expect(delta!.seq).toBe(race.state!.seq)
    })

    it.each([
      ['epoch', () => ({ epoch: race.state!.epoch + 7, seq: 3 })],
      ['ahead', () => ({ epoch: race.state!.epoch, seq: 1000 })],
    ] as const)('gets a snapshot that says %s where it cannot (Q-2)', (reason, held) => {
      seconds(3)
      const [snapshot] = of('snapshot', read(join({ resume: held() })))
      expect(snapshot).toMatchObject({ reason, seq: 3 })
    })

    it('gets a snapshot that says tooOld where the log has too much for a patch (Q-2)', () => {
      seconds(1)
      const { epoch, seq } = race.state!
      race.say({ log: Array.from({ length: 20_001 }, (_, i) => split(i + 1, 1)) })
      const [snapshot] = of('snapshot', read(join({ resume: { epoch, seq } })))
      expect(snapshot).toMatchObject({ reason: 'tooOld', seq: 2 })
    })
  })

  it('is refused where sixteen other delays are served already, until one of them is free (L-6)', () => {
    const wires = Array.from({ length: 16 }, (_, i) => join({ delayMs: (i + 1) * 1000 }))
    expect(read(join({ delayMs: 60_000 }))).toMatchObject([{ type: 'error', code: 'tooManySubscriptions' }])
    expect(read(join({ delayMs: 3000 })).map(({ type }) => type)).toEqual(['subscribed'])
    expect(read(join()).map(({ type }) => type)).toContain('snapshot')
    wires[0]!.cut()
    expect(read(join({ delayMs: 60_000 })).map(({ type }) => type)).toEqual(['subscribed'])
  })

  it('is refused where so many different ones are served already (L-6)', () => {
    for (let i = 0; i < 500; i++) join({ bibs: [`X${i}`] })
    const wire = join({ bibs: ['one more'] })
    expect(read(wire)).toMatchObject([{ type: 'error', code: 'tooManySubscriptions' }])
    expect(read(join({ bibs: ['X1'] })).map(({ type }) => type)).toContain('snapshot')
  })

  it('is not refused for that if it is one of everybody, which the others thus cannot be kept from (L-6)', () => {
    for (let i = 0; i < 500; i++) join({ bibs: [`X${i}`] })
    for (const asked of [{}, { every: 15 }, { topics: ['board'] }] as Partial<Subscribe>[])
      expect(read(join(asked)).map(({ type }) => type)).not.toContain('error')
    expect(read(join({ topics: ['board'], rows: 7 }))).toMatchObject([
      { type: 'error', code: 'tooManySubscriptions' },
    ])
  })

  it.each([
    [{ topics: [] }, /topics must not have fewer than 1 items/],
    [{ topics: ['weather'] }, /: topics\.0 must be positions, board, log, roster or health\.$/],
    [{ every: 3 }, /: every must be 1, 5 or 15\.$/],
    [{ bibs: [] }, /bibs must/],
    [{ rows: 0 }, /rows must be >= 1/],
    [{ rows: 101 }, /rows must be <= 100/],
    [{ delayMs: 1500 }, /delayMs must be multiple of 1000/],
    [{ delayMs: 200_000 }, /delayMs must be <= 120000/],
    [{ resume: { epoch: 1 } }, /resume must have required/],
  ])('with %j is not understood, and it is said what is wrong (W-1)', (wrong, words) => {
    const wire = join(wrong as Partial<Subscribe>)
    const [error] = of('error', read(wire))
    expect(error).toMatchObject({ code: 'badMessage', message: expect.stringMatching(words) })
  })

  it('with a field that is not known goes by the others, as its answer shows (W-1)', () => {
    const asked: Partial<Subscribe> & { delay: number } = {
      delay: 5000,
      bibs: ['104', '102'],
      topics: ['board'],
    }
    const [answer] = of('subscribed', read(join(asked)))
    const all = { delayMs: 0, every: 1, bibs: ['102', '104'], unknownBibs: [], topics: ['board'] }
    expect(answer).toEqual({ type: 'subscribed', race: runId, ...all })
  })
})
