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

  it('is found in the store while Redis is away, at every gateway, and told by Redis again afterwards (K-6)', async () => {
    const { app, ask, ports, race, anotherGateway } = await wholeService({ busUrl: on.server.url })
    const runId = await race({ slug: 'cadets' })
    const other = await anotherGateway()
    for (const one of [app, other]) await one.listen({ host: '127.0.0.1', port: 0 })
    const answers = (status: number) => async () => {
      for (const one of [app, other])
        expect((await one.inject('/api/races/cadets/positions')).statusCode).toBe(status)
    }
    await until(answers(200))
    const fans = [await watchFeed(app, 'cadets'), await watchFeed(other, 'cadets')]
    await on.server.kill()
    // As where the gateway that was asked has ended before it could tell the others.
    await ports.generator!.post(`/races/${runId}/visibility`, { visibility: 'private' })
    for (const { closed } of fans) expect(await closed).toBe(CloseCode.racePrivate.code)
    await answers(404)()

    await on.server.restart()
    await until(async () =>
      expect(await ask('POST', `/api/races/${runId}/visibility`, { visibility: 'public' })).toMatchObject({
        status: 200,
      }),
    )
    await until(answers(200))
  })
})
