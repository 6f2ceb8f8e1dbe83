import { beforeEach, describe, expect, it } from 'vitest'
import { nextDelta, runId, startSnapshot } from '../../fixtures/race.ts'
import { watchedClient } from '../../fixtures/watched-client.ts'
import { changesSince, encodeDelta, encodePatch, encodeSnapshot, RaceState, RateShadow } from '../index.ts'

describe('a feed client that comes back', () => {
  let watch: ReturnType<typeof watchedClient>
  let server: RaceState

  beforeEach(() => {
    watch = watchedClient()
    server = new RaceState(startSnapshot())
    watch.welcome()
    watch.socket().say(server.snapshot('subscribed'))
    watch.socket().say(nextDelta(server))
  })

  it('asks for everything the first time, and for what it missed from then on', () => {
    expect(watch.socket().sentOf('subscribe')).toEqual([{ type: 'subscribe', race: runId }])
    expect(watch.comeBack()).toEqual({ type: 'subscribe', race: runId, resume: { epoch: 1, seq: 1 } })
  })

  it('stays on its state and is live as soon as the server has agreed (Q-5)', () => {
    const { state } = watch.client
    watch.socket().drop()
    watch.client.reconnectNow()
    watch.socket().subscribes = false
    watch.welcome()
    expect(watch.status().state).toBe('connecting')
    watch.socket().subscribed()
    expect(watch.status()).toEqual({ state: 'live' })
    watch.socket().say(nextDelta(server, [2]))
    expect(watch.client.state).toBe(state)
    expect(watch.seen.at(-1)).toBe('delta 1/2')
  })

  it('takes the patch of what it missed (Q-2, Q-5)', () => {
    watch.socket().drop()
    for (let i = 0; i < 3; i++) nextDelta(server, [1 + i])
    watch.client.reconnectNow()
    watch.welcome()
    watch.socket().say(changesSince(server, 1)!)
    expect(watch.seen.at(-1)).toBe('delta 1 to 1/4')
    expect(watch.client.state!.snapshot('behind')).toEqual(server.snapshot('behind'))
  })

  it('begins anew where the server says why it has to', () => {
    watch.comeBack()
    server = new RaceState(startSnapshot(3, 2))
    watch.socket().say(server.snapshot('epoch'))
    watch.socket().say(nextDelta(server))
    expect(watch.seen.slice(-2)).toEqual(['snapshot 2/0 epoch', 'delta 2/1'])
  })

  it('takes the store for up until it hears otherwise', () => {
    watch.socket().say({ type: 'health', store: 'down', since: 1 })
    watch.comeBack()
    watch.socket().say({ type: 'health', store: 'down', since: 1 })
    expect(watch.seen.slice(-3)).toEqual(['store down', 'store up', 'store down'])
  })

  it('does not build on a state that turned out wrong (Q-5)', () => {
    watch.socket().say({ ...nextDelta(server), hash: 1 })
    expect(watch.comeBack()).toEqual({ type: 'subscribe', race: runId })
  })

  it('resumes once more where the connection broke before the answer', () => {
    const first = watch.comeBack()
    expect(watch.comeBack()).toEqual(first)
  })

  it('asks anew where entries of the log are left out', () => {
    const finish = (n: number) => ({ n, kind: 'finish' as const, t: 1000, id: 1 })
    watch.socket().say({ ...nextDelta(server), log: [finish(1)] })
    expect(watch.client.state!.nextLogNumber).toBe(2)
    watch.socket().say({ ...nextDelta(server), log: [finish(3)] })
    expect(watch.socket().sentOf('subscribe')).toEqual(Array(2).fill({ type: 'subscribe', race: runId }))
  })

  describe('in binary', () => {
    it('offers the binary subprotocol unless it is asked for JSON', () => {
      expect(watch.offered).toEqual([['racecast.v1.bin']])
      expect(watchedClient({ format: 'json' }).offered).toEqual([['racecast.v1.json']])
    })

    it('follows snapshot, predicted deltas and patches to the state of the server', () => {
      const binary = watchedClient()
      binary.welcome()
      binary.socket().sayBytes(encodeSnapshot(server.snapshot('subscribed')))
      const base = new RateShadow(server)
      for (let i = 0; i < 5; i++) {
        const delta = nextDelta(server)
        binary.socket().sayBytes(encodeDelta(base, delta))
        base.advance(delta)
      }
      binary.comeBack()
      for (let i = 0; i < 2; i++) nextDelta(server)
      binary.socket().sayBytes(encodePatch(changesSince(server, 6)!))
      expect(binary.client.state!.snapshot('behind')).toEqual(server.snapshot('behind'))
      expect(binary.seen.at(-1)).toBe('delta 6 to 1/8')
    })

    it('asks for everything where a delta predicts from what it does not hold', () => {
      nextDelta(server)
      const base = new RateShadow(server)
      watch.socket().sayBytes(encodeDelta(base, nextDelta(server)))
      expect(watch.socket().sentOf('subscribe')).toHaveLength(2)
      expect(watch.statuses.filter(({ state }) => state === 'waiting')).toEqual([])
    })

    it.each([
      ['bytes', (send: typeof watch) => send.socket().sayBytes(new Uint8Array([9, 9, 9]))],
      ['text', (send: typeof watch) => send.socket().onmessage!({ data: '{"type":' })],
    ])('drops a connection that sends %s that cannot be read, and comes back for everything', (_, send) => {
      send(watch)
      expect(watch.status()).toMatchObject({ state: 'waiting', retryAt: watch.time.ms + 250 })
      watch.time.pass(250)
      expect(watch.welcome()).toEqual({ type: 'subscribe', race: runId })
    })
  })
})

describe('the wishes of a feed client', () => {
  const wish = { topics: ['board', 'log'], every: 5, bibs: ['12'], rows: 3, delayMs: 5000 } as const

  it('go with each subscription, after the key', () => {
    const { welcome, socket } = watchedClient({ ...wish, key: 'secret' })
    expect(welcome()).toEqual({ type: 'subscribe', race: runId, ...wish })
    expect(socket().sent.slice(0, 2)).toMatchObject([
      { type: 'authorize', key: 'secret' },
      { type: 'subscribe' },
    ])
  })

  it('are answered with boards, where these were wished for', () => {
    const watch = watchedClient({ topics: ['board'] })
    watch.welcome()
    watch.socket().say({ type: 'board', at: 0, raceTimeMs: 0, size: 7, rows: [] })
    expect(watch.seen).toEqual(['board of 7'])
  })

  it('change the rate on the state as it is', () => {
    const watch = watchedClient()
    const server = new RaceState(startSnapshot())
    watch.welcome()
    watch.socket().say(server.snapshot('subscribed'))
    watch.socket().subscribes = false
    watch.client.change({ every: 15 })
    const resume = { epoch: 1, seq: 0 }
    expect(watch.socket().sentOf('subscribe').at(-1)).toEqual({
      type: 'subscribe',
      race: runId,
      every: 15,
      resume,
    })
    // Still of the rate before: what was asked for does not follow it.
    watch.socket().say(nextDelta(server))
    watch.socket().subscribed()
    watch.socket().say({ ...changesSince(server, 0)! })
    expect(watch.seen).toEqual(['snapshot 1/0 subscribed', 'delta 1/1'])
  })

  it('begin anew with other topics or bibs', () => {
    const watch = watchedClient()
    watch.welcome()
    watch.socket().say(startSnapshot())
    watch.client.change({ bibs: ['101'] })
    expect(watch.socket().sentOf('subscribe').at(-1)).toEqual({
      type: 'subscribe',
      race: runId,
      bibs: ['101'],
    })
    watch.client.change({ bibs: undefined, topics: ['log'] })
    expect(watch.socket().sentOf('subscribe').at(-1)).toEqual({
      type: 'subscribe',
      race: runId,
      topics: ['log'],
    })
  })

  it('wait for the answer to the ones before, of which only the last are asked for', () => {
    const watch = watchedClient()
    watch.client.change({ every: 5 })
    watch.socket().subscribes = false
    watch.welcome()
    watch.client.change({ every: 15 })
    watch.client.change({ every: 1 })
    expect(watch.socket().sentOf('subscribe')).toMatchObject([{ every: 5 }])
    watch.socket().subscribed()
    expect(watch.socket().sentOf('subscribe')).toMatchObject([{ every: 5 }, { every: 1 }])
  })
})
