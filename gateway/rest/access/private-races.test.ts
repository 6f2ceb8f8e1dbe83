import { describe, expect, it } from 'vitest'
import type { KeyOrder } from '../../access/access.ts'
import { busOnFile } from '../../access/testing/on-file.ts'
import { FakeRace } from '../../fixtures/fake-race.ts'
import { controlToken, gateway } from '../../fixtures/gateway.ts'
import { raceInfo, runId } from '../../fixtures/race.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'

const hiddenId = '7d7f6a4e-0000-4000-8000-000000000000'
const hidden = `/api/races/${hiddenId}`
const resources = [
  '',
  '/leaderboard',
  '/leaderboard.csv',
  '/positions',
  '/positions.csv',
  '/positions.geojson',
]
const all = [...resources, '/results.csv', '/log', '/competitors/101', '/ticks/latest']

/** A gateway with a public race and a private one, and keys. */
async function setUp() {
  const time = new VirtualTime()
  const built = await gateway({ clock: time, ports: { bus: busOnFile(time)() } })
  const race = new FakeRace(3, { ...raceInfo, runId: hiddenId, slug: 'hidden' })
  race.isPrivate = true
  race.newEpoch()
  built.races.races.push(race)
  const key = async (changes: Partial<KeyOrder> = {}) => {
    const order: KeyOrder = { scope: 'watch', race: hiddenId, label: 'Screen', days: 1, ...changes }
    return (await built.access.mint(order))!
  }
  const get = (url: string, token?: string) =>
    built.app.inject({ url, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })
  const code = async (url: string, token?: string) => {
    const response = await get(url, token)
    return response.statusCode < 400
      ? response.statusCode
      : `${response.statusCode} ${response.json().type.replace('urn:racecast:problem:', '')}`
  }
  return { ...built, time, key, get, code, hiddenRace: race }
}

describe('a private race', () => {
  it.each([...all, '/stream', '/ticks/1/0', '/ticks/1/0/snapshot'])(
    'does not exist without a key: %s',
    async (resource) => {
      const { get } = await setUp()
      const answer = await get(`${hidden}${resource}`)
      const nowhere = await get(`/api/races/00000000-0000-4000-8000-000000000000${resource}`)
      expect(answer.statusCode).toBe(404)
      expect(answer.body.replaceAll(hiddenId, 'X')).toBe(
        nowhere.body.replaceAll('00000000-0000-4000-8000-000000000000', 'X'),
      )
      const names = (headers: object) => Object.keys(headers).filter((name) => name !== 'content-length')
      expect(names(answer.headers)).toEqual(names(nowhere.headers))
      expect(await get(`/api/races/hidden${resource}`)).toHaveProperty('statusCode', 404)
    },
  )

  it.each(all)('is seen with a key, which nobody may keep: %s', async (resource) => {
    const { get, key, app } = await setUp()
    const { token } = await key()
    for (const answer of [
      await get(`${hidden}${resource}`, token),
      await get(`/api/races/hidden${resource}`, controlToken),
      await app.inject({ url: `${hidden}${resource}?key=${token}` }),
      await app.inject({ method: 'HEAD', url: `${hidden}${resource}?key=${token}` }),
    ])
      expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store'])
  })

  it.each([
    ['the tick came', (race: FakeRace) => race.tick(), 200],
    ['the tick did not come', (_: FakeRace, time: VirtualTime) => time.pass(2000), 404],
    ['another epoch began', (race: FakeRace) => race.newEpoch(), 410],
  ] as const)(
    'is shown to nobody who asked while it was public and is answered only now that %s',
    async (_, happens, status) => {
      const { race, races, app, time, get } = await setUp()
      const atRest = time.pending
      const tick = `/api/races/${runId}/ticks/1/1`
      const headers = { authorization: `Bearer ${controlToken}` }
      await app.inject(`/api/races/${runId}/ticks/latest`)
      const readers = [
        app.inject(tick),
        app.inject({ url: tick, headers }),
        app.inject({ method: 'HEAD', url: tick }),
      ]
      await expect.poll(() => time.pending - atRest).toBeGreaterThanOrEqual(3)
      races.makePrivate(race)
      happens(race, time)
      const [anybody, invited, asked] = await Promise.all(readers)
      const nowhere = await get('/api/races/nowhere/ticks/1/1')
      expect(anybody!.statusCode).toBe(404)
      expect(anybody!.body.replace(runId, 'X')).toBe(nowhere.body.replace('nowhere', 'X'))
      for (const one of [anybody!, asked!]) {
        expect(one.statusCode).toBe(404)
        const length = { 'content-length': one.headers['content-length'] }
        expect({ ...one.headers, date: '' }).toEqual({ ...nowhere.headers, date: '', ...length })
      }
      expect([invited!.statusCode, invited!.headers['cache-control']]).toEqual([status, 'no-store'])
    },
  )

  it('is not streamed to who was let in while it was public and is answered only now', async () => {
    const { race, races, app, access, get } = await setUp()
    const { isDisplay } = access
    access.isDisplay = (grant) => {
      races.makePrivate(race)
      return isDisplay(grant)
    }
    const answer = await app.inject(`/api/races/${runId}/stream`)
    expect([answer.statusCode, answer.json()]).toEqual([
      404,
      (await get(`/api/races/${runId}/stream`)).json(),
    ])
    expect(race.listeners).toBe(0)
  })

  it('has gone for who asked before it was deleted and is answered only now', async () => {
    const { race, races, app, time, get } = await setUp()
    const atRest = time.pending
    await app.inject(`/api/races/${runId}/ticks/latest`)
    const waiting = app.inject(`/api/races/${runId}/ticks/1/1`)
    await expect.poll(() => time.pending - atRest).toBeGreaterThanOrEqual(2)
    races.races.splice(races.races.indexOf(race), 1)
    race.newEpoch()
    const answer = await waiting
    expect(answer.json()).toEqual((await get(`/api/races/${runId}/ticks/1/1`)).json())
  })

  it('is in no list but that of who shows a key for it', async () => {
    const { get, key } = await setUp()
    const listed = async (token?: string) =>
      (await get('/api/races', token)).json().races.map((race: { slug: string }) => race.slug)
    expect(await listed()).toEqual([raceInfo.slug])
    expect(await listed((await key()).token)).toEqual([raceInfo.slug, 'hidden'])
    expect(await listed((await key({ race: runId })).token)).toEqual([raceInfo.slug])
    expect(await listed(controlToken)).toEqual([raceInfo.slug, 'hidden'])
  })

  it('says that it is one to who may see it', async () => {
    const { get } = await setUp()
    expect((await get(hidden, controlToken)).json().visibility).toBe('private')
    expect((await get(`/api/races/${runId}`)).json().visibility).toBe('public')
  })

  it('is not commanded with a key for another race, nor shown by a command without any', async () => {
    const { app, key } = await setUp()
    const other = (await key({ scope: 'control', race: runId })).token
    const stop = async (token?: string) =>
      (
        await app.inject({
          method: 'POST',
          url: `${hidden}/stop`,
          ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
        })
      ).json()
    expect(await stop()).toMatchObject({ status: 401, type: 'urn:racecast:problem:unauthorized' })
    expect(await stop(other)).toMatchObject({ status: 403, type: 'urn:racecast:problem:key-wrong-race' })
    expect(await stop((await key({ scope: 'watch' })).token)).toMatchObject({
      status: 403,
      type: 'urn:racecast:problem:key-wrong-scope',
    })
    // Let through: there is only nobody to do it.
    const own = (await key({ scope: 'control' })).token
    expect(await stop(own)).toMatchObject({ status: 503, type: 'urn:racecast:problem:generator-unreachable' })
  })

  it('is streamed for a key until that is revoked', async () => {
    const { listen, key, access, hiddenRace } = await setUp()
    const { host } = new URL(await listen())
    const made = await key()
    const url = `http://${host}${hidden}/stream?key=${made.token}`
    const answer = await fetch(url)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const text = answer.text()
    await expect.poll(() => hiddenRace.listeners).toBe(1)
    await access.revoke(made.key.jti)
    expect(await text).toContain('"slug":"hidden"')
    await expect.poll(() => hiddenRace.listeners).toBe(0)
    expect((await fetch(url)).status).toBe(401)
  })
})

describe('a token that is shown', () => {
  it('and is wrong has its own code, wherever it is shown', async () => {
    const { code, key, access, time, app } = await setUp()
    const [expired, revoked, other] = [
      await key(),
      await key({ days: 3 }),
      await key({ race: runId, days: 3 }),
    ]
    await access.revoke(revoked.key.jti)
    time.pass(2 * 86_400_000)
    for (const url of [hidden, `${hidden}/leaderboard`, '/api/races', `/api/races/${runId}`]) {
      expect(await code(url, 'nonsense')).toBe('401 key-invalid')
      expect(await code(url, expired.token)).toBe('401 key-expired')
      expect(await code(url, revoked.token)).toBe('401 key-revoked')
      expect(await code(`${url}?key=${controlToken}`)).toBe('403 key-in-address')
      expect(await code(`${url}?key=nonsense`)).toBe('401 key-invalid')
      expect(await code(`${url}?key=`)).toBe('401 key-invalid')
    }
    expect(await code(hidden, other.token)).toBe('403 key-wrong-race')
    expect(await code(`${hidden}?key=${other.token}`)).toBe('403 key-wrong-race')
    expect(await code('/api/races/nowhere', other.token)).toBe('404 race-not-found')
    const unbound = (await key({ race: null })).token
    expect(await code(`${hidden}?key=${unbound}`)).toBe('403 key-in-address')
    expect(await code(hidden, unbound)).toBe(200)
    const twice = await app.inject({ url: `${hidden}?key=${unbound}&key=${unbound}` })
    expect([twice.statusCode, twice.json().errors[0].field]).toEqual([400, 'key'])
  })

  it('is challenged as RFC 6750 has it', async () => {
    const { get, key, app } = await setUp()
    expect((await get(hidden, 'nonsense')).headers['www-authenticate']).toMatch(
      /^Bearer .*error="invalid_token"$/,
    )
    const headers = { authorization: `Bearer ${(await key()).token}` }
    const refused = await app.inject({ method: 'POST', url: `${hidden}/stop`, headers })
    expect(refused.headers['www-authenticate']).toMatch(/^Bearer .*error="insufficient_scope"$/)
  })

  it('may come from a page of any origin, in a header too', async () => {
    const { app } = await setUp()
    const headers = {
      origin: 'https://club.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    }
    const answer = await app.inject({ method: 'OPTIONS', url: `${hidden}/leaderboard`, headers })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': 'authorization',
    })
  })
})
