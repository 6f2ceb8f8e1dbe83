import { describe, expect, it } from 'vitest'
import { busOnFile } from '../../access/testing/on-file.ts'
import { BusUnavailable } from '../../bus/index.ts'
import { emptyBus } from '../../fixtures/empty-ports.ts'
import { controlToken, gateway } from '../../fixtures/gateway.ts'
import { raceInfo, runId } from '../../fixtures/race.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'

const order = { scope: 'feed', race: raceInfo.slug, days: 30, label: 'Finish screen' }

async function setUp() {
  const time = new VirtualTime()
  const built = await gateway({ clock: time, ports: { bus: busOnFile(time)() } })
  const ask = async (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    payload?: object,
    token = controlToken,
  ) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await built.app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
  }
  return { ...built, time, ask }
}

describe('keys', () => {
  it('are made for a race by its slug, listed without their token, and revoked', async () => {
    const { ask, time } = await setUp()
    const made = await ask('POST', '/api/keys', order)
    const key = {
      ...{ jti: made.body.key.jti, scope: 'feed', race: runId, slug: raceInfo.slug, label: 'Finish screen' },
      ...{ issuedAt: time.now(), expiresAt: time.now() + 30 * 86_400_000, revokedAt: null },
    }
    expect([made.status, made.body.key]).toEqual([201, key])
    expect(made.headers['cache-control']).toBe('no-store')
    const { token } = made.body
    expect((await ask('GET', '/api/races', undefined, token)).status).toBe(200)
    const list = await ask('GET', '/api/keys')
    expect([list.status, list.body, list.headers['cache-control']]).toEqual([
      200,
      { keys: [key] },
      'no-store',
    ])
    const revoked = await ask('DELETE', `/api/keys/${key.jti}`)
    expect([revoked.status, revoked.body]).toEqual([200, { ...key, revokedAt: time.now() }])
    expect((await ask('GET', '/api/races', undefined, token)).body.type).toBe(
      'urn:racecast:problem:key-revoked',
    )
  })

  it('are good for 30 days if nothing else is said', async () => {
    const { ask, time } = await setUp()
    const { body } = await ask('POST', '/api/keys', { scope: 'watch', label: 'x' })
    expect(body.key).toMatchObject({ race: null, slug: null, expiresAt: time.now() + 30 * 86_400_000 })
  })

  it.each([
    [{ ...order, scope: 'root' }, 'scope'],
    [{ ...order, scope: undefined }, 'scope'],
    [{ ...order, days: 0 }, 'days'],
    [{ ...order, days: 4000 }, 'days'],
    [{ ...order, days: '30' }, 'days'],
    [{ ...order, label: '' }, 'label'],
    [{ ...order, label: 'x'.repeat(81) }, 'label'],
    [{ ...order, label: 'two\nlines' }, 'label'],
    [{ ...order, label: 'turned \u202e round' }, 'label'],
    [{ ...order, expires: 30 }, 'expires'],
  ])('are not made of %j, naming %s', async (body, field) => {
    const { ask } = await setUp()
    const { status, body: problem } = await ask('POST', '/api/keys', body)
    expect([status, problem.errors[0].field]).toEqual([400, field])
    expect((await ask('GET', '/api/keys')).body.keys).toEqual([])
  })

  it('are not made for a race that there is not, and not found by another id', async () => {
    const { ask } = await setUp()
    expect((await ask('POST', '/api/keys', { ...order, race: 'nowhere' })).body.type).toMatch(
      /race-not-found$/,
    )
    expect((await ask('DELETE', `/api/keys/${runId}`)).body.type).toMatch(/key-not-found$/)
    expect((await ask('DELETE', '/api/keys/x')).status).toBe(400)
  })

  it('are the business of who controls all races', async () => {
    const { ask, app } = await setUp()
    const make = async (scope: string, race?: string) =>
      (await ask('POST', '/api/keys', { scope, label: 'x', ...(race && { race }) })).body.token as string
    const control = await make('control')
    expect((await ask('GET', '/api/keys', undefined, control)).status).toBe(200)
    const bound = await make('control', runId)
    const tries: ['GET' | 'POST' | 'DELETE', string, object?][] = [
      ['GET', '/api/keys'],
      ['POST', '/api/keys', order],
      ['DELETE', `/api/keys/${runId}`],
    ]
    for (const [method, url, body] of tries) {
      expect((await app.inject({ method, url })).json().type).toMatch(/unauthorized$/)
      expect((await ask(method, url, body, await make('feed'))).body.type).toMatch(/key-wrong-scope$/)
      expect((await ask(method, url, body, bound)).body.type).toMatch(/key-wrong-race$/)
    }
  })

  it('cannot be made or listed while the bus is away, which is said', async () => {
    const bus = { ...emptyBus, notes: () => Promise.reject(new BusUnavailable('away')) }
    const { app } = await gateway({ ports: { bus } })
    const headers = { authorization: `Bearer ${controlToken}` }
    const answer = await app.inject({ url: '/api/keys', headers })
    expect([answer.statusCode, answer.json().type, answer.headers['retry-after']]).toEqual([
      503,
      'urn:racecast:problem:keys-unavailable',
      '2',
    ])
  })
})
