import { beforeEach, describe, expect, it } from 'vitest'
import { FakeSocket } from '../fixtures/fake-socket.ts'
import { nextDelta, startSnapshot } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { CloseCode, FeedClient, type FeedStatus, RaceState } from './index.ts'

const serverAhead = 5000

describe('a feed client', () => {
  let time: VirtualTime
  let sockets: FakeSocket[]
  let statuses: FeedStatus[]
  let seen: string[]
  let random: number
  let shown: number | null
  let downs: (number | null)[]
  let client: FeedClient
  let server: RaceState

  beforeEach(() => {
    time = new VirtualTime()
    sockets = []
    statuses = []
    seen = []
    random = 0.5
    shown = null
    downs = []
    server = new RaceState(startSnapshot())
    client = new FeedClient({
      url: 'ws://host/feed',
      race: 'crystal-palace-1',
      onSnapshot: (state, message) => seen.push(`snapshot ${state.seq} ${message.reason}`),
      onDelta: (state) => seen.push(`delta ${state.seq}`),
      onStatus: (status) => statuses.push(status),
      onStoreDown: (since) => downs.push(since),
      shownMs: () => shown,
      connect: (_url, protocols) => {
        expect(protocols).toEqual(['racecast.v1.bin'])
        const socket = new FakeSocket()
        sockets.push(socket)
        return socket
      },
      now: time.now,
      elapsed: time.elapsed,
      random: () => random,
      schedule: time.schedule,
    })
  })

  const socket = () => sockets.at(-1)!
  const goLive = () => {
    socket().welcome(time.ms + serverAhead)
    socket().say(server.snapshot('subscribed'))
  }

  it('subscribes when it is welcomed, and is live with the snapshot (C-3)', () => {
    expect(statuses).toEqual([{ state: 'connecting', attempt: 1 }])
    socket().welcome(time.ms)
    expect(socket().sentOf('subscribe')).toEqual([{ type: 'subscribe', race: 'crystal-palace-1' }])
    expect(statuses).toHaveLength(1)
    socket().say(server.snapshot('subscribed'))
    expect(statuses.at(-1)).toEqual({ state: 'live' })
    expect(seen).toEqual(['snapshot 0 subscribed'])
  })

  it('follows the deltas to the same state as the server', () => {
    goLive()
    for (let i = 0; i < 5; i++) socket().say(nextDelta(server, [1 + (i % 3)]))
    expect(client.state!.snapshot('behind')).toEqual(server.snapshot('behind'))
    expect(seen.at(-1)).toBe('delta 5')
  })

  it('answers a ping with the sequence number in it (C-5)', () => {
    goLive()
    socket().say({ type: 'ping', serverTime: time.ms, seq: 7 })
    expect(socket().sentOf('pong')).toEqual([{ type: 'pong', seq: 7 }])
  })

  it('says how late the newest frame was and how old the screen is once it knows the clock of the server', () => {
    goLive()
    const send = () => {
      const delta = nextDelta(server)
      delta.lag = { ...delta.lag, sentAt: time.ms + serverAhead - 30 }
      socket().say(delta)
      socket().say({ type: 'ping', serverTime: 0, seq: 1 })
      return socket().sentOf('pong').at(-1)
    }
    expect(send()).toEqual({ type: 'pong', seq: 1 })
    const { sent } = socket().sentOf('time')[0]!
    time.pass(20)
    socket().say({ type: 'time', sent, serverTime: time.ms + serverAhead - 10 })
    expect(send()).toEqual({ type: 'pong', seq: 1, arrivedMs: 30 })
    shown = 2012.4
    expect(send()).toEqual({ type: 'pong', seq: 1, arrivedMs: 30, shownMs: 2012 })
  })

  it('knows since when the store is down, until it is told or a snapshot says nothing of it', () => {
    goLive()
    socket().say({ type: 'health', store: 'down', since: 1234 })
    socket().say({ type: 'health', store: 'down', since: 1234 })
    socket().say({ type: 'health', store: 'ok' })
    socket().say({ type: 'health', store: 'down', since: 5678 })
    socket().say(server.snapshot('behind'))
    expect(downs).toEqual([1234, null, 5678, null])
  })

  it('knows when it last heard anything, by the clock of the server, be it only a ping', () => {
    goLive()
    const live = time.ms + serverAhead
    time.pass(7000)
    expect(client.heardAt).toBe(live)
    socket().say({ type: 'ping', serverTime: time.ms + serverAhead, seq: 0 })
    time.pass(3000)
    expect(client.heardAt).toBe(live + 7000)
  })

  it('ignores messages that it does not know (V-2)', () => {
    goLive()
    socket().onmessage!({ data: '{"type":"weather","rain":true}' })
    socket().say(nextDelta(server))
    expect(seen.at(-1)).toBe('delta 1')
  })

  it('draws every wait from zero to a bound that doubles up to twenty seconds (C-6)', () => {
    const waits: number[] = []
    random = 0.999_999
    for (let i = 0; i < 8; i++) {
      socket().drop()
      const status = statuses.at(-1)!
      if (status.state !== 'waiting') throw new Error(`it is ${status.state}`)
      waits.push(Math.round(status.retryAt - time.ms))
      time.pass(Math.ceil(status.retryAt - time.ms))
      expect(statuses.at(-1)).toEqual({ state: 'connecting', attempt: i + 2 })
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000])
    random = 0
    socket().drop()
    expect(statuses.at(-1)).toMatchObject({ state: 'waiting', retryAt: time.ms })
  })

  it('counts attempts from one again only after a connection that held (C-6)', () => {
    const dropAndRetry = () => {
      socket().drop()
      client.reconnectNow()
      return statuses.at(-1)
    }
    dropAndRetry()
    goLive()
    expect(dropAndRetry()).toEqual({ state: 'connecting', attempt: 3 })
    goLive()
    time.pass(10_000)
    expect(statuses.at(-1)).toEqual({ state: 'live' })
    expect(dropAndRetry()).toEqual({ state: 'connecting', attempt: 2 })
  })

  it('keeps the last state over a lost connection and replaces it by the next snapshot', () => {
    goLive()
    const before = client.state
    socket().drop()
    expect(client.state).toBe(before)
    time.pass(20_000)
    nextDelta(server)
    goLive()
    expect(client.state).not.toBe(before)
    expect(client.state!.seq).toBe(1)
  })

  it('comes back when the bye said, not earlier (C-7)', () => {
    goLive()
    socket().say({ type: 'bye', reconnectAfterMs: 3210 })
    socket().drop(CloseCode.goingAway.code)
    expect(statuses.at(-1)).toEqual({
      state: 'waiting',
      retryAt: time.ms + 3210,
      reason: 'the server is restarting',
    })
    time.pass(3209)
    expect(sockets).toHaveLength(1)
    time.pass(1)
    expect(sockets).toHaveLength(2)
    expect(statuses.at(-1)).toEqual({ state: 'connecting', attempt: 1 })
  })

  it('takes the clock offset from the round trip that took the shortest (T-1)', () => {
    socket().welcome(time.ms + serverAhead + 40)
    expect(client.serverNow()).toBe(time.ms + serverAhead + 40)
    expect(client.roundTripMs).toBeNull()
    const answer = (there: number, back: number) => {
      const { sent } = socket().sentOf('time').at(-1)!
      time.pass(there)
      const serverTime = time.ms + serverAhead
      time.pass(back)
      socket().say({ type: 'time', sent, serverTime })
    }
    answer(80, 20)
    expect(client.roundTripMs).toBe(100)
    expect(client.serverNow()).toBe(time.ms + serverAhead + 30)
    time.pass(150)
    answer(4, 6)
    expect(client.roundTripMs).toBe(10)
    expect(client.serverNow()).toBe(time.ms + serverAhead - 1)
    time.pass(240)
    answer(10, 150)
    expect(client.roundTripMs).toBe(10)
  })

  it('reconnects when nothing was heard for two and a half heartbeats (C-4)', () => {
    goLive()
    time.pass(20_000)
    socket().say({ type: 'ping', serverTime: time.ms, seq: 0 })
    time.pass(24_999)
    expect(statuses.at(-1)).toEqual({ state: 'live' })
    time.pass(1)
    expect(statuses.at(-1)).toMatchObject({ state: 'waiting', reason: 'the server has fallen silent' })
    expect(sockets[0]!.readyState).toBe(3)
  })

  it('asks first, where it stood still itself, whether the connection still lives (C-4)', () => {
    goLive()
    time.stall(60_000)
    time.pass(0)
    expect(statuses.at(-1)).toEqual({ state: 'live' })
    socket().say({ type: 'ping', serverTime: time.ms, seq: server.seq })
    time.pass(20_000)
    expect(statuses.at(-1)).toEqual({ state: 'live' })
    time.stall(60_000)
    time.pass(3999)
    expect(statuses.at(-1)).toEqual({ state: 'live' })
    time.pass(1)
    expect(statuses.at(-1)).toMatchObject({ state: 'waiting' })
  })

  it.each([-3_600_000, 3_600_000])(
    'knows the time of the server where its own is set by %d ms (T-1)',
    (byMs) => {
      goLive()
      const ahead = client.serverNow() - time.elapsed()
      time.set(byMs)
      expect(client.serverNow() - time.elapsed()).toBe(ahead)
      for (let s = 0; s < 60; s++) {
        time.pass(1000)
        if (s % 10 === 9) socket().say({ type: 'ping', serverTime: client.serverNow(), seq: server.seq })
      }
      expect([sockets.length, statuses.at(-1)]).toEqual([1, { state: 'live' }])
      time.pass(25_000)
      expect(statuses.at(-1)).toMatchObject({ state: 'waiting', retryAt: expect.any(Number) })
    },
  )

  it('asks for the time at the first word after a sleep (T-1)', () => {
    goLive()
    time.pass(20_000)
    const asked = socket().sentOf('time').length
    time.stall(3_600_000)
    socket().say({ type: 'ping', serverTime: time.ms, seq: server.seq })
    expect(socket().sentOf('time')).toHaveLength(asked + 1)
  })

  it('gives up a connection that is never welcomed (C-4)', () => {
    time.pass(9_999)
    expect(statuses.at(-1)!.state).toBe('connecting')
    time.pass(1)
    expect(statuses.at(-1)!.state).toBe('waiting')
  })

  it('asks for a snapshot when a delta is missing, and applies nothing until it comes (Q-4)', () => {
    goLive()
    nextDelta(server)
    socket().say(nextDelta(server))
    expect(socket().sentOf('subscribe')).toHaveLength(2)
    socket().say(nextDelta(server))
    expect(seen).toEqual(['snapshot 0 subscribed'])
    socket().say(server.snapshot('subscribed'))
    socket().say(nextDelta(server))
    expect(seen).toEqual(['snapshot 0 subscribed', 'snapshot 3 subscribed', 'delta 4'])
    expect(statuses.filter(({ state }) => state === 'live')).toHaveLength(1)
  })

  it('asks for a snapshot when its state does not have the hash that the server says (H-3)', () => {
    goLive()
    socket().say({ ...nextDelta(server), hash: 12345 })
    expect(seen).toEqual(['snapshot 0 subscribed'])
    expect(socket().sentOf('subscribe')).toHaveLength(2)
  })

  it('comes back later instead of asking again and again when it stays out of step (Q-4)', () => {
    goLive()
    socket().say({ ...nextDelta(server), hash: 12345 })
    socket().say(server.snapshot('subscribed'))
    socket().say({ ...nextDelta(server), hash: 12345 })
    expect(socket().sentOf('subscribe')).toHaveLength(2)
    expect(statuses.at(-1)).toMatchObject({ state: 'waiting', reason: 'the feed is out of step again' })
  })

  it('does not take a snapshot that contradicts its own hash (H-3)', () => {
    socket().welcome(time.ms)
    socket().say({ ...server.snapshot('subscribed'), hash: 1 })
    expect(client.state).toBeNull()
    expect(statuses.at(-1)!.state).toBe('waiting')
  })

  it('begins anew with the snapshot of a new epoch (Q-1)', () => {
    goLive()
    socket().say(nextDelta(server))
    server = new RaceState(startSnapshot(3, 2))
    socket().say(server.snapshot('epoch'))
    socket().say(nextDelta(server))
    expect(seen.slice(-2)).toEqual(['snapshot 0 epoch', 'delta 1'])
  })

  it('fails for good, with what the server said, when coming back would not help', () => {
    socket().welcome(time.ms)
    socket().say({ type: 'error', code: 'unknownRace', message: 'There is no race "nowhere".' })
    socket().drop(CloseCode.unknownRace.code)
    expect(statuses.at(-1)).toEqual({
      state: 'failed',
      code: 'unknownRace',
      message: 'There is no race "nowhere".',
    })
    time.pass(3_600_000)
    client.reconnectNow()
    expect(sockets).toHaveLength(1)
  })

  it.each(Object.entries(CloseCode))(
    'after close code %s comes back only if the table says so (X-1)',
    (_, entry) => {
      goLive()
      socket().drop(entry.code)
      expect(statuses.at(-1)!.state).toBe(entry.reconnect ? 'waiting' : 'failed')
    },
  )

  it('ends a wait at once when told that the network is back', () => {
    random = 0.9
    socket().drop()
    client.reconnectNow()
    expect(sockets).toHaveLength(2)
    time.pass(10_000 - 1)
    expect(sockets).toHaveLength(2)
  })

  it('asks a connection that seems alive to prove it when the page becomes visible', () => {
    goLive()
    client.reconnectNow()
    time.pass(1000)
    const { sent } = socket().sentOf('time').at(-1)!
    socket().say({ type: 'time', sent, serverTime: time.ms })
    time.pass(4000)
    expect(statuses.at(-1)).toEqual({ state: 'live' })
    client.reconnectNow()
    time.pass(4000)
    expect(statuses.at(-1)).toMatchObject({ state: 'waiting', reason: 'the connection does not answer' })
  })

  it('says nothing more and leaves no timer behind once it is closed', () => {
    goLive()
    client.close()
    const before = statuses.length
    socket().say(nextDelta(server))
    socket().drop()
    time.pass(3_600_000)
    expect(statuses).toHaveLength(before)
    expect(sockets).toHaveLength(1)
    expect(time.pending).toBe(0)
  })
})
