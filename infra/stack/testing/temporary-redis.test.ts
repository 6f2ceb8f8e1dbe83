import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchange } from '../health/exchange.ts'
import { isFree } from '../ports.ts'
import { redisIsMissing, type TemporaryRedis, temporaryRedis } from './index.ts'

describe.skipIf(redisIsMissing)('a Redis of a test', () => {
  let redis: TemporaryRedis
  beforeAll(async () => {
    redis = await temporaryRedis()
  })
  afterAll(() => redis?.stop())

  const say = (command: string) =>
    exchange(redis.port, Buffer.from(`${command}\r\n`), 3000, (answer) =>
      answer.toString().endsWith('\r\n') ? answer.toString().trim() : undefined,
    )

  it('listens where its address says', async () => {
    expect(redis.url).toBe(`redis://127.0.0.1:${redis.port}`)
    expect(await say('PING')).toBe('+PONG')
  })

  it('comes back on its port with its data after it was ended in order', async () => {
    await say('SET checkpoint kept')
    await redis.kill('SIGTERM')
    expect(await isFree(redis.port)).toBe(true)
    await redis.restart()
    expect(await say('GET checkpoint')).toBe('$4\r\nkept')
  })

  it('comes back on its port after kill -9', async () => {
    await redis.kill()
    expect(await isFree(redis.port)).toBe(true)
    await redis.restart()
    expect(await say('PING')).toBe('+PONG')
  })

  it('is gone with its data when it is stopped', async () => {
    const directory = (await say('CONFIG GET dir')).split('\r\n').at(-1)!
    expect(readFileSync(`${directory}/redis.conf`, 'utf8')).toContain(`port ${redis.port}`)
    await redis.stop()
    expect(await isFree(redis.port)).toBe(true)
    expect(existsSync(directory)).toBe(false)
  })
})
