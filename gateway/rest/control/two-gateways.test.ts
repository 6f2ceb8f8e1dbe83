import { redisIsMissing } from '@racecast/infra/stack/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OnRedis, onRedis } from '../../bus/testing/on-redis.ts'
import { CloseCode } from '../../protocol/index.ts'
import { watchFeed } from '../testing/watch-feed.ts'
import { until, wholeService } from '../testing/whole-service.ts'

describe.skipIf(redisIsMissing)('who may see a race', { timeout: 60_000 }, () => {
  let on: OnRedis
  beforeAll(async () => {
    on = await onRedis()
  })
  afterAll(() => on.end())

  it('is the same at every gateway, whichever was told: who watches at another one is sent away, too (K-6)', async () => {
    const { app, ask, race, anotherGateway } = await wholeService({ busUrl: on.server.url })
    const runId = await race({ slug: 'juniors' })
    const other = await anotherGateway()
    for (const one of [app, other]) await one.listen({ host: '127.0.0.1', port: 0 })
    await until(async () => expect((await other.inject('/api/races/juniors')).statusCode).toBe(200))
    const order = { scope: 'watch', race: runId, days: 1, label: 'One' }
    const { token } = (await ask('POST', '/api/keys', order)).body
    const fans = [await watchFeed(app, 'juniors'), await watchFeed(other, 'juniors')]
    const invited = await watchFeed(other, 'juniors', token)

    const to = (visibility: string) => ask('POST', `/api/races/${runId}/visibility`, { visibility })
    expect((await to('private')).status).toBe(200)
    for (const { closed, said } of fans) {
      expect(await closed).toBe(CloseCode.racePrivate.code)
      expect(said.at(-1)).toMatchObject({ type: 'error', code: 'racePrivate' })
    }
    expect((await other.inject('/api/races')).json().races).toEqual([])
    expect((await other.inject('/api/races/juniors/positions')).statusCode).toBe(404)
    await invited.goesOn()

    expect((await to('public')).status).toBe(200)
    await until(async () => expect((await other.inject('/api/races/juniors')).statusCode).toBe(200))
    await invited.goesOn()
    invited.ws.terminate()
  })
})
