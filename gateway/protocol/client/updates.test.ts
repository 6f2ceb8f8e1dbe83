import { beforeEach, describe, expect, it } from 'vitest'
import { nextDelta, startSnapshot } from '../../fixtures/race.ts'
import { watchedClient } from '../../fixtures/watched-client.ts'
import { CloseCode, type Delta, FeedFailed, type FeedUpdate, type LogEntry, RaceState } from '../index.ts'

const split = (n: number): LogEntry => ({ n, kind: 'split', t: n * 10, id: 1, km: 1 })

describe('for await over a feed', () => {
  let watch: ReturnType<typeof watchedClient>
  let server: RaceState
  let updates: AsyncIterableIterator<FeedUpdate, undefined>

  beforeEach(() => {
    watch = watchedClient()
    server = new RaceState(startSnapshot(5))
    updates = watch.client[Symbol.asyncIterator]()
    watch.welcome()
  })

  const next = async () => (await updates.next()).value!
  const live = async () => {
    watch.socket().say(server.snapshot('subscribed'))
    expect(await next()).toMatchObject({ type: 'snapshot' })
    expect(await next()).toEqual({ type: 'status', status: { state: 'live' } })
  }
  const logged = (log: LogEntry[]): Delta => ({ ...nextDelta(server, []), log })

  it('gives what a reader that keeps up with it would be called with', async () => {
    await live()
    const waiting = updates.next()
    const delta = nextDelta(server, [2])
    watch.socket().say(delta)
    expect((await waiting).value).toEqual({ type: 'delta', state: watch.client.state, message: delta })
  })

  it('gives a slow reader one delta of all that has changed meanwhile, with every entry of the log', async () => {
    await live()
    watch.socket().say(nextDelta(server, [1, 2]))
    watch.socket().say(logged([split(1), split(2)]))
    watch.socket().say(nextDelta(server, [2, 4]))
    watch.socket().say(logged([split(3)]))
    const { type, message } = (await next()) as FeedUpdate & { type: 'delta' }
    expect(type).toBe('delta')
    expect(message).toMatchObject({ since: 0, seq: 4, log: [split(1), split(2), split(3)] })
    expect(message.positions.map(([id, , t]) => [id, t])).toEqual([
      [1, 1000],
      [2, 3000],
      [4, 3000],
    ])
    const follower = new RaceState(startSnapshot(5))
    follower.apply(message)
    expect(follower.entities.hash).toBe(message.hash)
  })

  it('gives a reader that missed more of the log than is kept the whole state', async () => {
    await live()
    for (let n = 1; n <= 1000; n++) watch.socket().say(logged([split(n)]))
    expect(await next()).toMatchObject({ type: 'snapshot', message: { reason: 'behind', seq: 1000 } })
    watch.socket().say(nextDelta(server))
    expect(await next()).toMatchObject({ type: 'delta', message: { seq: 1001 } })
  })

  it('gives the newest state with the reason of the snapshot where that was followed before it was read', async () => {
    watch.socket().say({ ...server.snapshot('epoch') })
    watch.socket().say(nextDelta(server))
    expect(await next()).toMatchObject({ type: 'snapshot', message: { reason: 'epoch', seq: 1 } })
  })

  it('keeps of board, store and status the newest', async () => {
    await live()
    for (const size of [1, 2, 3]) watch.socket().say({ type: 'board', at: 0, raceTimeMs: 0, size, rows: [] })
    watch.socket().say({ type: 'health', store: 'down', since: 5 })
    watch.socket().drop()
    watch.time.pass(250)
    expect(await next()).toMatchObject({ type: 'board', board: { size: 3 } })
    expect(await next()).toEqual({ type: 'store', downSince: 5 })
    expect(await next()).toEqual({ type: 'status', status: { state: 'connecting', attempt: 2 } })
  })

  it('begins with the state as it is where the feed is live already', async () => {
    await live()
    watch.socket().say(nextDelta(server))
    const late = watch.client[Symbol.asyncIterator]()
    expect((await late.next()).value).toMatchObject({ type: 'snapshot', message: { seq: 1 } })
    expect((await late.next()).value).toEqual({ type: 'status', status: { state: 'live' } })
  })

  it('ends the feed when the loop is left', async () => {
    watch.socket().say(server.snapshot('subscribed'))
    for await (const update of watch.client) if (update.type === 'snapshot') break
    expect(watch.socket().closedWith).toBe(1000)
    expect(await updates.next()).toEqual({ done: true, value: undefined })
    expect(watch.time.pending).toBe(0)
  })

  it('ends when the feed is closed, also for who begins later', async () => {
    await live()
    const waiting = updates.next()
    watch.client.close()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(await watch.client[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined })
  })

  it('throws what the server said where the feed will not be tried again', async () => {
    await live()
    const waiting = updates.next()
    watch.socket().say({ type: 'error', code: 'unknownRace', message: 'There is no such race.' })
    watch.socket().drop(CloseCode.unknownRace.code)
    await expect(waiting).rejects.toEqual(new FeedFailed('unknownRace', 'There is no such race.'))
    expect(await updates.next()).toEqual({ done: true, value: undefined })
  })
})
