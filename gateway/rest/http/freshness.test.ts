import { beforeEach, describe, expect, it } from 'vitest'
import type { FakeRace } from '../../fixtures/fake-race.ts'
import { controlToken, gateway } from '../../fixtures/gateway.ts'
import { raceInfo, runId } from '../../fixtures/race.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'

const api = `/api/races/${runId}`
const ofARace = ['', '/leaderboard', '/leaderboard.csv', '/positions', '/positions.csv', '/positions.geojson']
const all = [...ofARace, '/results.csv', '/log', '/competitors/101'].map((path) => `${api}${path}`)

describe('an answer of /api', () => {
  let time: VirtualTime
  let race: FakeRace
  let app: Awaited<ReturnType<typeof gateway>>['app']

  beforeEach(async () => {
    time = new VirtualTime(raceInfo.startTime + 10_000)
    ;({ app, race } = await gateway({ clock: time }))
    race.tick()
  })

  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
  const policy = async (url: string) => (await get(url)).headers['cache-control']
  const become = (status: 'finished' | 'official') =>
    race.say({ race: { ...race.info, status, finishedAt: raceInfo.startTime + 5000 } })

  it.each(all)('may be kept for a second while the race runs: %s', async (url) => {
    expect(await policy(url)).toBe('public, max-age=1')
  })

  it.each(all)(
    'may be kept for longer once the race is over, and longer still once it is official: %s',
    async (url) => {
      become('finished')
      expect(await policy(url)).toBe('public, max-age=10')
      become('official')
      expect(await policy(url)).toBe('public, max-age=60')
    },
  )

  it.each([...all, '/api/races', '/api/courses'])('is spared who has it already: %s', async (url) => {
    const first = await get(url)
    const etag = first.headers.etag as string
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/)
    for (const held of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const again = await get(url, { 'if-none-match': held })
      expect([again.statusCode, again.body]).toEqual([304, ''])
      expect(again.headers).toMatchObject({
        ...{ etag, 'cache-control': first.headers['cache-control'], 'access-control-allow-origin': '*' },
      })
    }
    expect((await get(url, { 'if-none-match': '"other"' })).statusCode).toBe(200)
  })

  it('is another one as soon as it says something else', async () => {
    const held = (await get(`${api}/leaderboard`)).headers.etag as string
    time.pass(1000)
    race.tick()
    const again = await get(`${api}/leaderboard`, { 'if-none-match': held })
    expect(again.statusCode).toBe(200)
    expect(again.headers.etag).not.toBe(held)
  })

  it('is still the same while nothing happens in a race that is over', async () => {
    become('official')
    const held = (await get(`${api}/leaderboard`)).headers.etag as string
    time.pass(5000)
    expect((await get(`${api}/leaderboard`, { 'if-none-match': held })).statusCode).toBe(304)
  })

  it('may be kept for a minute where it is a course, for a second where it is a list', async () => {
    const list = await get('/api/races')
    expect([list.headers['cache-control'], list.headers.vary]).toEqual([
      'public, max-age=1',
      'authorization, cookie',
    ])
    expect(await policy('/api/courses')).toBe('public, max-age=1')
    const { features } = (await get('/api/courses')).json()
    expect(features.length).toBeGreaterThan(0)
    expect(await policy('/api/courses/crystal')).toBe('public, max-age=60')
  })

  it('may not be kept by anybody where the race is private or a key was shown', async () => {
    race.isPrivate = true
    const authorization = `Bearer ${controlToken}`
    for (const url of [...all, '/api/races', '/api/courses']) {
      const { statusCode, headers } = await get(url, { authorization })
      expect([statusCode, headers['cache-control'], headers.etag]).toEqual([200, 'no-store', undefined])
    }
  })

  it('is kept for a second where there is no race, so that it takes the place of what a cache has of one', async () => {
    for (const url of ['/api/races/nowhere', `${api}/leaderboard`]) {
      race.isPrivate = true
      const { statusCode, headers } = await get(url)
      expect([statusCode, headers]).toMatchObject([
        ...[404, { 'cache-control': 'public, max-age=1', vary: 'authorization, cookie' }],
      ])
      expect(headers.etag).toBeUndefined()
      const shown = await get('/api/races/nowhere', { authorization: `Bearer ${controlToken}` })
      expect([shown.statusCode, shown.headers['cache-control']]).toEqual([404, 'no-store'])
    }
  })

  it.each([`${api}/competitors/999`, `${api}/leaderboard?at=never`, '/api/nothing'])(
    'is not kept where it is a problem: %s',
    async (url) => {
      const { statusCode, headers } = await get(url)
      expect(statusCode).toBeGreaterThanOrEqual(400)
      expect(headers.etag).toBeUndefined()
      expect(headers['cache-control'] ?? 'no-store').toBe('no-store')
    },
  )

  it('has the same headers for HEAD', async () => {
    const { headers } = await get(api)
    const head = await app.inject({ method: 'HEAD', url: api })
    expect([head.statusCode, head.body, head.headers.etag]).toEqual([200, '', headers.etag])
    const again = await app.inject({ method: 'HEAD', url: api, headers: { 'if-none-match': '*' } })
    expect(again.statusCode).toBe(304)
  })
})
