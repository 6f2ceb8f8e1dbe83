import { describe, expect, it, onTestFinished } from 'vitest'
import { createAccess } from '../../access/access.ts'
import { busOnFile } from '../../access/testing/on-file.ts'
import { BusUnavailable } from '../../bus/index.ts'
import { emptyBus } from '../../fixtures/empty-ports.ts'
import { controlToken, gateway, signingKey } from '../../fixtures/gateway.ts'
import { raceInfo, runId } from '../../fixtures/race.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'

const here = { 'sec-fetch-site': 'same-origin' }
const page = { origin: 'http://localhost:8080', host: 'localhost:8080' }

async function setUp({ config = {}, ports = {} }: Parameters<typeof gateway>[0] = {}) {
  const time = new VirtualTime()
  const open = busOnFile(time)
  const built = await gateway({ clock: time, config, ports: { bus: open(), ...ports } })
  const ask = (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    {
      headers = {},
      ...more
    }: { headers?: Record<string, string>; payload?: object; remoteAddress?: string } = {},
  ) => built.app.inject({ method, url, headers, ...more })
  const signIn = (token = controlToken, name = 'Ada', headers: Record<string, string> = here) =>
    ask('POST', '/api/session', { headers, payload: { token, name } })
  const cookieOf = (answer: Awaited<ReturnType<typeof signIn>>) =>
    String(answer.headers['set-cookie']).split(';')[0]!
  const order = (cookie: string, headers: Record<string, string> = here) =>
    ask('POST', `/api/keys`, { headers: { cookie, ...headers }, payload: { scope: 'watch', label: 'x' } })
  return { ...built, time, open, ask, signIn, cookieOf, order }
}
const codeOf = (answer: { json(): { type?: string } }) => answer.json().type?.split(':').at(-1)

describe('a session', () => {
  it('begins with the control token, says whose it is and how long it lasts, and ends', async () => {
    const { ask, signIn, cookieOf, time } = await setUp()
    const answer = await signIn()
    const session = { name: 'Ada', scope: 'control', race: null, expires: time.now() + 12 * 3_600_000 }
    expect([answer.statusCode, answer.json()]).toEqual([200, session])
    const set = String(answer.headers['set-cookie'])
    expect(set).toMatch(/^racecast_operator=[\w.-]+; Path=\/; HttpOnly; SameSite=Strict; Expires=/)
    const cookie = cookieOf(answer)
    expect((await ask('GET', '/api/session', { headers: { cookie } })).json()).toEqual(session)
    const over = await ask('DELETE', '/api/session', { headers: { cookie, ...here } })
    expect([over.statusCode, String(over.headers['set-cookie'])]).toEqual([
      204,
      expect.stringContaining('racecast_operator=; '),
    ])
    expect(codeOf(await ask('GET', '/api/session'))).toBe('session-ended')
    time.pass(12 * 3_600_000 + 6000)
    expect((await ask('GET', '/api/session', { headers: { cookie } })).statusCode).toBe(401)
  })

  it('that was signed out of opens nothing any more, here and after a restart; another one goes on', async () => {
    const { ask, signIn, cookieOf, order, open, time } = await setUp()
    const [mine, other] = [cookieOf(await signIn()), cookieOf(await signIn())]
    expect((await order(mine)).statusCode).toBe(201)
    for (let twice = 0; twice < 2; twice++) {
      const over = await ask('DELETE', '/api/session', { headers: { cookie: mine, ...here } })
      expect(over.statusCode).toBe(204)
    }
    expect(codeOf(await order(mine))).toBe('session-ended')
    expect(codeOf(await ask('GET', '/api/session', { headers: { cookie: mine } }))).toBe('session-ended')
    expect((await order(other)).statusCode).toBe(201)

    const again = createAccess({ signingKey, controlToken, bus: open(), clock: time })
    onTestFinished(() => again.close())
    const code = async (cookie: string) => {
      const answer = await again.checkSession(cookie.split('=')[1]!)
      return 'code' in answer ? answer.code : answer.operator
    }
    expect([await code(mine), await code(other)]).toEqual(['session-ended', 'Ada'])
  })

  it('that is signed out of ends what was opened with it, at once', async () => {
    const { access } = await setUp()
    const begin = async () => {
      const begun = await access.signIn(controlToken, 'Ada')
      if ('code' in begun) throw new Error(begun.message)
      const grant = await access.checkSession(begun.text)
      if ('code' in grant) throw new Error(grant.message)
      const ends: string[] = []
      access.whileGood(grant, ({ code }) => ends.push(code))
      return { text: begun.text, ends }
    }
    const [mine, other] = [await begin(), await begin()]
    await access.signOut(mine.text)
    await access.signOut('no session at all')
    expect([mine.ends, other.ends]).toEqual([['session-ended'], []])
  })

  it('has ended here, and is gone from the browser, also where no other gateway can be told of it', async () => {
    const away = { isAway: false }
    const { ask, signIn, cookieOf } = await setUp({
      ports: {
        bus: {
          ...emptyBus,
          notes: async () => new Map(),
          async acquire(runId) {
            if (away.isAway) throw new BusUnavailable('gone')
            return { runId, fence: 1 }
          },
        },
      },
    })
    const cookie = cookieOf(await signIn())
    away.isAway = true
    const over = await ask('DELETE', '/api/session', { headers: { cookie, ...here } })
    expect([over.statusCode, codeOf(over), String(over.headers['set-cookie'])]).toEqual([
      503,
      'bus-unavailable',
      expect.stringContaining('racecast_operator=; '),
    ])
    expect(codeOf(await ask('GET', '/api/session', { headers: { cookie } }))).toBe('session-ended')
  })

  it('has a cookie that is Secure where the browser came by https, and holds no token', async () => {
    const { signIn, cookieOf } = await setUp()
    const plain = await signIn()
    expect(String(plain.headers['set-cookie'])).not.toContain('Secure')
    const safe = await signIn(controlToken, 'Ada', { ...here, origin: 'https://race.example' })
    expect(String(safe.headers['set-cookie'])).toMatch(/; Secure$/)
    const said = cookieOf(plain)
      .split('=')[1]!
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString())
    expect(said.join()).not.toContain(controlToken)
  })

  it('changes things for pages of this origin alone', async () => {
    const { signIn, cookieOf, order } = await setUp()
    const cookie = cookieOf(await signIn())
    const statuses = async (...tries: Record<string, string>[]) =>
      Promise.all(tries.map(async (headers) => (await order(cookie, headers)).statusCode))
    expect(await statuses(here, page)).toEqual([201, 201])
    expect(
      await statuses(
        {},
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site', ...page },
        { 'sec-fetch-site': 'none' },
        { origin: 'http://evil.example', host: 'localhost:80' },
        { origin: 'null', host: 'localhost:80' },
        { origin: 'http://localhost:81', host: 'localhost:80' },
      ),
    ).toEqual(Array(7).fill(403))
    expect(codeOf(await order(cookie, {}))).toBe('cross-origin')
  })

  it('cannot be begun or ended by the page of another site', async () => {
    const { signIn, ask } = await setUp()
    const others: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'http://evil.example' },
    ]
    for (const headers of others) {
      expect(codeOf(await signIn(controlToken, 'Ada', headers))).toBe('cross-origin')
      expect(codeOf(await ask('DELETE', '/api/session', { headers }))).toBe('cross-origin')
    }
    expect((await signIn(controlToken, 'Ada', {})).statusCode).toBe(200)
  })

  it('shows private races, and to pages of other sites nothing', async () => {
    const { signIn, cookieOf, ask, race } = await setUp()
    race.isPrivate = true
    const cookie = cookieOf(await signIn())
    const look = (headers: Record<string, string>) =>
      ask('GET', `/api/races/${raceInfo.slug}`, { headers: { cookie, ...headers } })
    const seen = await look({})
    expect([seen.statusCode, seen.headers['cache-control']]).toEqual([200, 'no-store'])
    expect((await look({ 'sec-fetch-site': 'same-site' })).statusCode).toBe(404)
    expect((await look({ origin: 'http://evil.example' })).statusCode).toBe(404)
    const list = await ask('GET', '/api/races', { headers: { cookie: 'racecast_operator=none' } })
    expect(list.json()).toEqual({ races: [] })
  })

  it('that was begun with the key of a race is for that race, and ends with it', async () => {
    const { signIn, cookieOf, ask, access, order, open, time } = await setUp()
    const made = (await access.mint({ scope: 'control', race: runId, label: 'Desk', days: 0.25 }))!
    const answer = await signIn(made.token, 'Bo')
    expect(answer.json()).toMatchObject({ name: 'Bo', race: runId, expires: made.key.expiresAt })
    const cookie = cookieOf(answer)
    expect(codeOf(await order(cookie))).toBe('key-wrong-race')
    const other = createAccess({ signingKey, controlToken, bus: open(), clock: time })
    await other.revoke(made.key.jti)
    other.close()
    await access.revoke(made.key.jti)
    expect((await ask('GET', '/api/session', { headers: { cookie } })).statusCode).toBe(401)
    expect(codeOf(await order(cookie))).toBe('session-ended')
  })

  it('ends with the control token that it was begun with, and with the signing key', async () => {
    const { signIn, cookieOf, open, time } = await setUp()
    const text = cookieOf(await signIn()).split('=')[1]!
    const check = async (given: { controlToken?: string; signingKey?: string }) => {
      const access = createAccess({ signingKey, controlToken, bus: open(), clock: time, ...given })
      const answer = await access.checkSession(text)
      access.close()
      return 'code' in answer ? answer.code : answer.operator
    }
    expect(await check({})).toBe('Ada')
    expect(await check({ controlToken: 'another-control-token' })).toBe('session-ended')
    expect(await check({ signingKey: `${signingKey}x` })).toBe('session-ended')
  })

  it('is no key, and a key is no session', async () => {
    const { signIn, cookieOf, ask, access } = await setUp()
    const text = cookieOf(await signIn()).split('=')[1]!
    const headers = { authorization: `Bearer ${text}` }
    expect(codeOf(await ask('GET', '/api/keys', { headers }))).toBe('key-invalid')
    const { token } = (await access.mint({ scope: 'control', race: null, label: 'x', days: 1 }))!
    expect(
      (await ask('GET', '/api/session', { headers: { cookie: `racecast_operator=${token}` } })).statusCode,
    ).toBe(401)
  })

  it.each([
    ['a wrong token', { token: 'no-such-token', name: 'Ada' }, 401],
    ['a name of 41 characters', { token: controlToken, name: 'a'.repeat(41) }, 400],
    ['a name on two lines', { token: controlToken, name: 'a\nb' }, 400],
    ['no name', { token: controlToken }, 400],
  ])('does not begin with %s', async (_, payload, status) => {
    const { ask } = await setUp()
    const answer = await ask('POST', '/api/session', { headers: here, payload })
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([status, undefined])
  })

  it('does not begin with a key that may only watch, nor where nothing can be changed', async () => {
    const { signIn, access } = await setUp()
    const { token } = (await access.mint({ scope: 'watch', race: null, label: 'x', days: 1 }))!
    expect(codeOf(await signIn(token))).toBe('key-wrong-scope')
    const off = await gateway({ config: { controlToken: undefined } as never })
    const answer = await off.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { token: 'x', name: 'y' },
    })
    expect(codeOf(answer)).toBe('control-off')
  })
})

describe('wrong tokens', () => {
  it('are looked at no more from an address that has shown many, until it has waited', async () => {
    const { signIn, ask, time } = await setUp()
    const guess = (remoteAddress: string) =>
      ask('GET', '/api/keys', { headers: { authorization: 'Bearer a-guess' }, remoteAddress })
    const answers = await Promise.all(Array.from({ length: 25 }, () => guess('127.0.0.1')))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([
      ...Array(20).fill(401),
      ...Array(5).fill(429),
    ])
    const late = await signIn()
    expect([codeOf(late), late.headers['retry-after']]).toEqual(['too-many-attempts', '3'])
    expect((await guess('192.0.2.7')).statusCode).toBe(401)
    time.pass(3000)
    expect((await signIn()).statusCode).toBe(200)
  })

  it('do not keep keys from the same address from being looked at', async () => {
    const { ask, access } = await setUp()
    const { token } = (await access.mint({ scope: 'control', race: null, label: 'x', days: 1 }))!
    const headers = (bearer: string) => ({ headers: { authorization: `Bearer ${bearer}` } })
    for (let n = 0; n < 25; n++) await ask('GET', '/api/keys', headers('a-guess'))
    expect((await ask('GET', '/api/keys', headers(token))).statusCode).toBe(200)
  })

  it('are not what somebody shows who shows the right one again and again', async () => {
    const { ask } = await setUp()
    const headers = { authorization: `Bearer ${controlToken}` }
    for (let n = 0; n < 50; n++) expect((await ask('GET', '/api/keys', { headers })).statusCode).toBe(200)
  })
})
