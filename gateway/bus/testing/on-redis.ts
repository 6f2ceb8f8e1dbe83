import { randomUUID } from 'node:crypto'
import { type TemporaryRedis, temporaryRedis } from '@racecast/infra/stack/testing'
import { Redis } from 'ioredis'
import { systemClock } from '../../clock.ts'
import type { Bus } from '../bus.ts'
import { openBus } from '../index.ts'
import type { BusUnderTest } from './contract.ts'

/** Buses on a Redis of one's own, and that Redis as the test sees it. */
export interface OnRedis extends BusUnderTest {
  server: TemporaryRedis
  /** The test's own connection. */
  redis: Redis
  /** Ends every bus that was opened. */
  closeBuses(): Promise<void>
  end(): Promise<void>
}

const gaveWay = { retryStrategy: () => 20, maxRetriesPerRequest: null }

export async function onRedis(): Promise<OnRedis> {
  const server = await temporaryRedis()
  const redis = new Redis(server.url, gaveWay)
  redis.on('error', () => {})
  const opened: Bus[] = []
  let prefix = `t${randomUUID().replaceAll('-', '')}`
  const closeBuses = async () => {
    await Promise.all(opened.splice(0).map((bus) => bus.close()))
    prefix = `t${randomUUID().replaceAll('-', '')}`
  }
  return {
    server,
    redis,
    open() {
      const bus = openBus({ url: `${server.url}?prefix=${prefix}&timeoutMs=2000`, clock: systemClock })
      opened.push(bus)
      return bus
    },
    async pass(ms) {
      for (const key of await redis.keys(`${prefix}*:lease`)) {
        const left = await redis.pttl(key)
        if (left > ms) await redis.pexpire(key, left - ms)
        else await redis.del(key)
      }
    },
    async failNextWrite(bus) {
      // Not the test's own, nor those of other buses: both connections of this one go away under it.
      await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      return () => answering(bus)
    },
    heard,
    closeBuses,
    async end() {
      await closeBuses()
      redis.disconnect()
      await server.stop()
    },
  }
}

/** Asks until the bus answers. */
export async function answering(bus: Bus): Promise<void> {
  for (;;) {
    try {
      await bus.notes('any')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

/** Writes until it is heard: all that was published before was heard before it. */
async function heard(bus: Bus): Promise<void> {
  const token = `t${randomUUID().replaceAll('-', '')}`
  const told = Promise.withResolvers<boolean>()
  const end = bus.onNoted('heard', (entries) => entries.has(token) && told.resolve(true))
  for (;;) {
    await bus.note('heard', new Map([[token, '']])).catch(() => false)
    const again = new Promise<boolean>((resolve) => setTimeout(resolve, 20, false))
    if (await Promise.race([told.promise, again])) break
  }
  end()
}
