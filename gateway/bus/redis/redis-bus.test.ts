import { redisIsMissing } from '@racecast/infra/stack/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { nextDelta, runId, startSnapshot } from '../../fixtures/race.ts'
import { type LogEntry, RaceState } from '../../protocol/index.ts'
import { type Bus, BusUnavailable, type Frame, type Lease } from '../bus.ts'
import { busContract } from '../testing/contract.ts'
import { answering, type OnRedis, onRedis } from '../testing/on-redis.ts'

describe.skipIf(redisIsMissing)('the bus on Redis', () => {
  let on: OnRedis
  beforeAll(async () => {
    on = await onRedis()
  })
  afterEach(() => on.closeBuses())
  afterAll(() => on.end())

  busContract('on Redis', () => on)

  const begin = (bus: Bus, lease: Lease) =>
    bus.publish(lease, { frame: null, keyframe: startSnapshot(3, 1), memory: '' })
  const frameAfter = (state: RaceState): Frame => {
    const delta = nextDelta(state)
    return { runId, delta, json: Buffer.from(JSON.stringify(delta)) }
  }
  /** What a gateway hears, in words. */
  function ear(bus: Bus): string[] {
    const heard: string[] = []
    bus.subscribe(runId, {
      published: (message) =>
        heard.push(
          'type' in message ? `epoch ${message.epoch}` : `frame ${message.delta.seq} ${message.json}`,
        ),
      interrupted: () => heard.push('interrupted'),
    })
    return heard
  }
  const until = async (what: () => boolean) => {
    while (!what()) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  it('gives the lease to one gateway at a time, and to the other once it is released', async () => {
    const [a, b] = [on.open(), on.open()]
    const lease = (await a.acquire(runId))!
    expect(await b.acquire(runId)).toBeNull()
    expect(await a.acquire(runId)).toEqual(lease)
    await a.release(lease)
    expect((await b.acquire(runId))!.fence).toBeGreaterThan(lease.fence)
    expect(await a.acquire(runId)).toBeNull()
  })

  it('carries the same bytes to every gateway', async () => {
    const [a, b] = [on.open(), on.open()]
    const [heardByA, heardByB] = [ear(a), ear(b)]
    await Promise.all([on.heard(a), on.heard(b)])
    heardByA.length = 0
    heardByB.length = 0
    const lease = (await a.acquire(runId))!
    const state = new RaceState(startSnapshot(3, 1))
    await begin(a, lease)
    const frame = frameAfter(state)
    await a.publish(lease, { frame, keyframe: null, memory: '' })
    await Promise.all([on.heard(a), on.heard(b)])
    expect(heardByB).toEqual(['epoch 1', `frame 1 ${frame.json}`])
    expect(heardByA).toEqual(heardByB)
  })

  it('renews the lease with a publication', async () => {
    const [a, b] = [on.open(), on.open()]
    const lease = (await a.acquire(runId))!
    await on.pass(a.leaseMs * 0.6)
    await begin(a, lease)
    await on.pass(a.leaseMs * 0.6)
    expect(await b.acquire(runId)).toBeNull()
  })

  it('drops a frame that was published under a lower fence than one heard before', async () => {
    const bus = on.open()
    const heard = ear(bus)
    await on.heard(bus)
    const lease = (await bus.acquire(runId))!
    await begin(bus, lease)
    await on.heard(bus)
    heard.length = 0
    const [channel] = (await on.redis.pubsub('CHANNELS', `*{${runId}}:frames`)) as string[]
    const { json } = frameAfter(new RaceState(startSnapshot(3, 1)))
    await on.redis.publish(channel!, `frame ${lease.fence - 1}\n${json}`)
    await on.redis.publish(channel!, `frame ${lease.fence}\n${json}`)
    await on.heard(bus)
    expect(heard).toEqual([`frame 1 ${json}`])
  })

  it('takes what no gateway sends for an interruption', async () => {
    const bus = on.open()
    const heard = ear(bus)
    await on.heard(bus)
    heard.length = 0
    const [channel] = (await on.redis.pubsub('CHANNELS', `*{${runId}}:frames`)) as string[]
    await on.redis.publish(channel!, 'something else')
    await on.redis.publish(channel!, 'frame 99999999999999\n{"type":')
    await on.heard(bus)
    expect(heard).toEqual(['interrupted', 'interrupted'])
  })

  it('says that something may have been missed when its connection was lost, and goes on', async () => {
    const bus = on.open()
    const heard = ear(bus)
    await on.heard(bus)
    heard.length = 0
    await on.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await until(() => heard.includes('interrupted'))
    await answering(bus)
    await begin(bus, (await bus.acquire(runId))!)
    await on.heard(bus)
    expect(heard).toEqual(['interrupted', 'epoch 1'])
  })

  it('has no lease, checkpoint or log of a race after Redis was emptied, and gives higher fences still', async () => {
    const bus = on.open()
    const lease = (await bus.acquire(runId))!
    await begin(bus, lease)
    await on.redis.flushall()
    const frame = frameAfter(new RaceState(startSnapshot(3, 1)))
    expect(await bus.publish(lease, { frame, keyframe: null, memory: '' })).toBe(false)
    expect(await bus.checkpoint(runId)).toBeNull()
    expect((await bus.acquire(runId))!.fence).toBeGreaterThan(lease.fence)
  })

  it('gives a higher fence than any it has heard of, where an empty Redis whose clock is behind has taken over', async () => {
    const bus = on.open()
    const heard = ear(bus)
    await on.heard(bus)
    await bus.acquire(runId)
    const [key] = await on.redis.keys(`*{${runId}}:fence`)
    await on.redis.set(key!, String(Date.now() + 3_600_000))
    await on.pass(bus.leaseMs)
    const ahead = (await bus.acquire(runId))!
    await begin(bus, ahead)
    await on.heard(bus)
    await on.redis.flushall()
    const next = (await bus.acquire(runId))!
    expect(next.fence).toBeGreaterThan(ahead.fence)
    heard.length = 0
    await bus.publish(next, { frame: null, keyframe: startSnapshot(3, 2), memory: '' })
    await on.heard(bus)
    expect(heard).toEqual(['epoch 2'])
  })

  it.each(['head', 'keyframe', 'memory', 'deltas'])(
    'has no checkpoint of a race whose %s was dropped for want of memory',
    async (part) => {
      const bus = on.open()
      const lease = (await bus.acquire(runId))!
      await begin(bus, lease)
      const frame = frameAfter(new RaceState(startSnapshot(3, 1)))
      await bus.publish(lease, { frame, keyframe: null, memory: '' })
      expect(await bus.checkpoint(runId)).not.toBeNull()
      await on.redis.del(await on.redis.keys(`*{${runId}}:${part}`))
      expect(await bus.checkpoint(runId)).toBeNull()
    },
  )

  it('hands out no entries of a log whose beginning was dropped, since it would be under wrong numbers', async () => {
    const bus = on.open()
    const lease = (await bus.acquire(runId))!
    await begin(bus, lease)
    const frame = frameAfter(new RaceState(startSnapshot(3, 1)))
    const log = [5, 6].map((n) => ({ n }) as LogEntry)
    await bus.publish(lease, {
      frame: { ...frame, delta: { ...frame.delta, log } },
      keyframe: null,
      memory: '',
    })
    expect(await bus.log(runId, 1, 10)).toEqual([])
  })

  it('outlives what no gateway writes into a shared map, and what is in it is told all the same', async () => {
    const [bus, other] = [on.open(), on.open()]
    const told = new Map<string, string>()
    bus.onNoted('colours', (entries) => {
      for (const [key, text] of entries) told.set(key, text)
    })
    await on.heard(bus)
    await other.note('colours', new Map([['a', 'red']]))
    await until(() => told.has('a'))
    told.clear()
    const [channel] = (await on.redis.pubsub('CHANNELS', '*{colours}*')) as string[]
    for (const odd of ['not JSON', '{"a":1}', '[["a"],7]']) {
      await on.redis.publish(channel!, odd)
      await until(() => told.get('a') === 'red')
      told.clear()
    }
  })

  it('fails at once while Redis is down, queues nothing, and has everything when it was killed and started again', async () => {
    const bus = on.open()
    const lease = (await bus.acquire(runId))!
    const state = new RaceState(startSnapshot(3, 1))
    await begin(bus, lease)
    await bus.publish(lease, { frame: frameAfter(state), keyframe: null, memory: 'kept' })
    const before = await bus.checkpoint(runId)
    await on.server.kill()
    const unsent = { frame: frameAfter(state), keyframe: null, memory: 'unsent' }
    await expect(bus.publish(lease, unsent)).rejects.toThrow(BusUnavailable)
    await expect(bus.acquire(runId)).rejects.toThrow(/redis:\/\/127\.0\.0\.1:\d+ is not connected/)
    await on.server.restart()
    await answering(bus)
    expect(await bus.checkpoint(runId)).toEqual(before)
  })

  it('refuses a publication that does not fit into the memory of Redis, whole', async () => {
    const bus = on.open()
    const lease = (await bus.acquire(runId))!
    await begin(bus, lease)
    const before = await bus.checkpoint(runId)
    const [, memory] = (await on.redis.config('GET', 'maxmemory')) as string[]
    await on.redis.config('SET', 'maxmemory', '1')
    const frame = frameAfter(new RaceState(startSnapshot(3, 1)))
    await expect(bus.publish(lease, { frame, keyframe: null, memory: 'more' })).rejects.toThrow(/OOM/)
    await on.redis.config('SET', 'maxmemory', memory!)
    expect(await bus.checkpoint(runId)).toEqual(before)
  })

  it('tells all that the gateways share to one that was cut off while it was written', async () => {
    const [a, b] = [on.open(), on.open()]
    const told = new Map<string, string>()
    b.onNoted('colours', (entries) => {
      for (const [key, text] of entries) told.set(key, text)
    })
    await on.heard(b)
    await on.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await a.note('colours', new Map([['a', 'red']]))
    await until(() => told.get('a') === 'red')
  })

  // The last one: the server is writing all that to its disk for a while.
  it('begins an epoch with the whole log of a marathon, every split of ten thousand', async () => {
    const [a, b] = [on.open(), on.open()]
    const lease = (await a.acquire(runId))!
    const log = Array.from(
      { length: 450_000 },
      (_, i): LogEntry => ({ n: i + 1, kind: 'finish', t: i, id: (i % 10_000) + 1 }),
    )
    expect(await a.publish(lease, { frame: null, keyframe: startSnapshot(3, 1), memory: '', log })).toBe(true)
    expect(await b.log(runId, 449_999, 10)).toEqual(log.slice(-2))
    expect((await b.checkpoint(runId))!.keyframe.epoch).toBe(1)
  }, 30_000)
})

describe('the address of the bus on Redis', () => {
  it.each([
    ['redis://127.0.0.1', /is not HOST:PORT/],
    ['redis://a:1,b:2', /several hosts/],
    ['redis://a:1?db=x', /db has to be a whole number/],
    ['redis://user:secret@a:1?colour=red', /redis:\/\/user:\*\*\*@a:1.*no parameter "colour"/],
  ])('%s is refused in words, and without its password', async (url, words) => {
    const { openBus } = await import('../index.ts')
    const { systemClock } = await import('../../clock.ts')
    expect(() => openBus({ url, clock: systemClock })).toThrow(words)
  })
})
