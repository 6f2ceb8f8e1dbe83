import { connect, createServer, type Socket } from 'node:net'
import { redisIsMissing, temporaryRedis } from '@racecast/infra/stack/testing'
import { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../clock.ts'
import { runId, startSnapshot } from '../../fixtures/race.ts'
import { openBus } from '../index.ts'
import { answering } from '../testing/on-redis.ts'

/** One address that leads to whichever Redis may be written to, as a virtual address or a name does. */
async function leadingTo(port: number) {
  let target = port
  const open = new Set<Socket>()
  const server = createServer((from) => {
    const to = connect(target, '127.0.0.1')
    for (const socket of [from, to]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        from.destroy()
        to.destroy()
      })
    }
    from.pipe(to).pipe(from)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return {
    url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`,
    leadTo(other: number) {
      target = other
    },
  }
}

async function redisServer() {
  const server = await temporaryRedis()
  const own = new Redis(server.url)
  onTestFinished(async () => {
    own.disconnect()
    await server.stop()
  })
  return { server, own }
}

describe.skipIf(redisIsMissing)('the bus on a Redis that becomes a replica', () => {
  it('goes on with the one that its address leads to now, and hears what is published there', async () => {
    const [old, next] = [await redisServer(), await redisServer()]
    const address = await leadingTo(old.server.port)
    const bus = openBus({ url: address.url, clock: systemClock })
    onTestFinished(() => bus.close())
    const heard: string[] = []
    bus.subscribe(runId, {
      published: (message) => heard.push('type' in message ? `epoch ${message.epoch}` : 'frame'),
      interrupted: () => heard.push('interrupted'),
    })
    await expect.poll(() => heard).toEqual(['interrupted'])
    expect(await bus.acquire(runId)).not.toBeNull()

    heard.length = 0
    // Its connections stay open, and what is written to the new one does not come through it.
    await old.own.replicaof('127.0.0.1', '1')
    address.leadTo(next.server.port)
    await expect(bus.acquire(runId)).rejects.toThrow(/READONLY/)
    await answering(bus)
    const lease = (await bus.acquire(runId))!
    await expect.poll(() => heard).toEqual(['interrupted'])
    await bus.publish(lease, { frame: null, keyframe: startSnapshot(3, 2), memory: '' })
    await expect.poll(() => heard.at(-1)).toBe('epoch 2')
  })
})
