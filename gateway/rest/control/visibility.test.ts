import { describe, expect, it } from 'vitest'
import { CloseCode } from '../../protocol/index.ts'
import { watchFeed } from '../testing/watch-feed.ts'
import { until, wholeService } from '../testing/whole-service.ts'

const anybody = {}

async function setUp() {
  const service = await wholeService()
  const { app, ask } = service
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    ...service,
    watch: (race: string, key?: string) => watchFeed(app, race, key),
    order: (race: string, body: object, headers?: Record<string, string>) =>
      ask('POST', `/api/races/${race}/visibility`, body, headers),
    async key(race: string, scope = 'watch'): Promise<string> {
      return (await ask('POST', '/api/keys', { scope, race, days: 1, label: 'One' })).body.token
    },
    async listed(): Promise<string[]> {
      const { races } = (await ask('GET', '/api/races', undefined, anybody)).body
      return races.map(({ slug }: { slug: string }) => slug)
    },
    /** What the log has of it. */
    async log(runId: string) {
      const { entries } = (await ask('GET', `/api/races/${runId}/audit`)).body
      return entries.filter(({ action }: { action: string }) => action === 'visibility')
    },
  }
}

describe('POST /api/races/:race/visibility', { timeout: 60_000 }, () => {
  it('makes a public race private: to who has no key it is as if it were gone, and who has one goes on (K-6)', async () => {
    const { app, ask, race, order, watch, key, listed, log } = await setUp()
    const runId = await race({ slug: 'juniors', name: 'Juniors' })
    await race({ slug: 'seniors' })
    const token = await key('juniors')
    const fan = await watch('juniors')
    const invited = await watch('juniors', token)
    const strayed = await watch('juniors', await key('seniors'))

    const answer = await order('juniors', { visibility: 'private', reason: 'Asked by a family' })
    expect([answer.status, answer.body]).toMatchObject([200, { slug: 'juniors', visibility: 'private' }])
    expect(await fan.closed).toBe(CloseCode.racePrivate.code)
    expect(fan.said.at(-1)).toMatchObject({ type: 'error', code: 'racePrivate' })
    expect(await strayed.closed).toBe(CloseCode.keyWrongRace.code)
    expect(await listed()).toEqual(['seniors'])
    for (const path of ['', '/leaderboard', '/stream', '/ticks/latest', '/rewind', '/traces', '/log']) {
      const { status } = await ask('GET', `/api/races/juniors${path}`, undefined, anybody)
      expect([path, status]).toEqual([path, 404])
    }
    const shown = await app.inject(`/api/races/juniors/leaderboard?key=${token}`)
    expect([shown.statusCode, shown.headers['cache-control']]).toEqual([200, 'no-store'])
    await invited.goesOn()
    expect(await log(runId)).toMatchObject([
      { before: 'public', after: 'private', operator: 'API', reason: 'Asked by a family', outcome: 'done' },
    ])
    invited.ws.terminate()
  })

  it('makes a private race public: it is in the list, and who watches it goes on (K-6)', async () => {
    const { race, order, watch, key, listed, log } = await setUp()
    const runId = await race({ slug: 'juniors', visibility: 'private' })
    const invited = await watch('juniors', await key(runId))
    expect(await listed()).toEqual([])
    expect((await order('juniors', { visibility: 'public' })).body).toMatchObject({ visibility: 'public' })
    expect(await listed()).toEqual(['juniors'])
    for (const { goesOn, ws } of [await watch('juniors'), invited]) {
      await goesOn()
      ws.terminate()
    }
    // What is so already is no order.
    expect((await order('juniors', { visibility: 'public' })).status).toBe(200)
    expect(await log(runId)).toMatchObject([{ before: 'private', after: 'public', outcome: 'done' }])
  })

  it('is kept by the generator and by a gateway that start again', async () => {
    const { ask, race, order, listed, stopGenerator, startGenerator, anotherGateway } = await setUp()
    const runId = await race({ slug: 'juniors' })
    await order('juniors', { visibility: 'private' })
    await stopGenerator()
    await startGenerator()
    expect((await ask('POST', `/api/races/${runId}/stop`)).body).toMatchObject({
      ...{ status: 'finished', visibility: 'private' },
    })
    const other = await anotherGateway()
    expect((await other.inject('/api/races/juniors')).statusCode).toBe(404)
    expect((await order('juniors', { visibility: 'public' })).status).toBe(200)
    expect(await listed()).toEqual(['juniors'])
    await until(async () => expect((await other.inject('/api/races/juniors')).statusCode).toBe(200))
  })

  it('is for who may control the race, and is public or private', async () => {
    const { race, order, key } = await setUp()
    const runId = await race({ slug: 'juniors' })
    await race({ slug: 'seniors' })
    const shown = async (of: string, scope: string) => ({ authorization: `Bearer ${await key(of, scope)}` })
    const to = { visibility: 'private' }
    expect((await order(runId, to, anybody)).status).toBe(401)
    expect((await order(runId, to, await shown('juniors', 'watch'))).status).toBe(403)
    expect((await order(runId, to, await shown('seniors', 'control'))).status).toBe(403)
    for (const body of [{}, { visibility: 'deleted' }, { ...to, because: 'x' }])
      expect((await order(runId, body)).status).toBe(400)
    expect((await order(runId, to, await shown('juniors', 'control'))).status).toBe(200)
    expect((await order('nowhere', to)).status).toBe(404)
  })
})
