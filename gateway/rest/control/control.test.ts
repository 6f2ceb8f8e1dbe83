import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectGenerator } from '../../access/generator.ts'
import { FakeRace, type FakeRaces } from '../../fixtures/fake-race.ts'
import { controlToken, gateway } from '../../fixtures/gateway.ts'
import { raceInfo, runId } from '../../fixtures/race.ts'

const authorization = `Bearer ${controlToken}`
const order = { course: 'crystal', competitors: 10 }

interface Asked {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: unknown
}

/** A generator on a real port that does what `answer` says. */
async function generatorThat(answer: (asked: Asked) => { status: number; body: unknown }) {
  const asked: Asked[] = []
  const listener: RequestListener = async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const one = {
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      body: text && JSON.parse(text),
    }
    // The gateway looks after its health now and then.
    if (one.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      return
    }
    asked.push(one)
    const { status, body } = answer(one)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, server, generator: connectGenerator({ url, token: controlToken }) }
}

async function withGenerator(answer: (asked: Asked, races: FakeRaces) => { status: number; body: unknown }) {
  let races: FakeRaces | null = null
  const { asked, generator, server } = await generatorThat((one) => answer(one, races!))
  const built = await gateway({ ports: { generator } })
  races = built.races
  const post = (url: string, payload?: object, headers: Record<string, string> = { authorization }) =>
    built.app.inject({ method: 'POST', url, headers, ...(payload && { payload }) })
  return { ...built, asked, server, post }
}
const newId = '7d7f6a4e-0000-4000-8000-000000000000'
const made = { status: 201, body: { runId: newId, slug: 'made', startTime: 0 } }

describe('making a race', () => {
  it('passes the order on with the token, and answers when the race shows', async () => {
    const { asked, post, races } = await withGenerator((_, known) => {
      known.hidden.push(new FakeRace(2, { ...raceInfo, runId: newId, slug: 'made' }))
      return made
    })
    const response = await post('/api/races', { ...order, name: 'Evening 5 km' })
    expect([response.statusCode, response.json()]).toEqual([201, { runId: newId, slug: 'made' }])
    expect(response.headers.location).toBe(`/api/races/${newId}`)
    expect(asked).toMatchObject([
      { method: 'POST', url: '/races', headers: { authorization }, body: { ...order, name: 'Evening 5 km' } },
    ])
    expect(races.get('made')).toBeDefined()
  })

  it('waits until the store shows the race', async () => {
    const { post, races } = await withGenerator(() => made)
    let looks = 0
    const refresh = races.refresh.bind(races)
    races.refresh = () => {
      if (++looks === 3) races.hidden.push(new FakeRace(2, { ...raceInfo, runId: newId, slug: 'made' }))
      return refresh()
    }
    expect((await post('/api/races', order)).statusCode).toBe(201)
    expect(looks).toBe(3)
  })

  it.each([
    [{ course: 'crystal', competitors: 0 }, 'competitors'],
    [{ course: 'crystal', competitors: 100_001 }, 'competitors'],
    [{ course: 'crystal', competitors: '10' }, 'competitors'],
    [{ competitors: 10 }, 'course'],
    [{ ...order, fastest: 59 }, 'fastest'],
    [{ ...order, slowest: 1801 }, 'slowest'],
    [{ ...order, stoppingRatio: 1.1 }, 'stoppingRatio'],
    [{ ...order, slug: 'Not A Slug' }, 'slug'],
    [{ ...order, competitor: 5 }, 'competitor'],
    [{ ...order, fastest: 400, slowest: 300 }, 'fastest'],
    [{ ...order, fastest: 600 }, 'fastest'],
    [{ ...order, slowest: 100 }, 'slowest'],
    [{ ...order, minPause: 70 }, 'minPause'],
  ])('refuses %j, naming %s, without asking the generator', async (body, field) => {
    const { asked, post } = await withGenerator(() => made)
    const response = await post('/api/races', body)
    expect(response.statusCode).toBe(400)
    expect(response.json().errors[0]).toMatchObject({ field, remedy: expect.any(String) })
    expect(asked).toEqual([])
  })

  it('says of a field that it does not know which it knows, and nothing else', async () => {
    const { post } = await withGenerator(() => made)
    const { errors } = (await post('/api/races', { ...order, runners: 5 })).json()
    const remedy = expect.stringMatching(
      /^leave it out or correct its name; known are course, name, .*, waveGapS$/,
    )
    expect(errors).toEqual([{ field: 'runners', message: 'is not known', remedy }])
  })

  it('passes on a gun in epoch ms or ISO 8601, and says of any other what it takes', async () => {
    const { post, asked } = await withGenerator((_, known) => {
      known.hidden.push(new FakeRace(2, { ...raceInfo, runId: newId, slug: 'made' }))
      return made
    })
    const guns = [1_760_000_000_000, '2026-05-02T09:00:00+01:00']
    for (const startTime of guns)
      expect((await post('/api/races', { ...order, startTime })).statusCode).toBe(201)
    expect(asked.map(({ body }) => (body as { startTime: unknown }).startTime)).toEqual(guns)
    const { errors } = (await post('/api/races', { ...order, startTime: -1 })).json()
    const remedy = 'give epoch ms, or ISO 8601 with a zone such as 2026-05-02T09:00:00+01:00'
    expect(errors).toEqual([{ field: 'startTime', value: -1, message: '-1 cannot be used', remedy }])
  })

  it('says back no more than the beginning of what it refuses', async () => {
    const { post } = await withGenerator(() => made)
    const [error] = (await post('/api/races', { ...order, course: ['x'.repeat(100_000)] })).json().errors
    expect(error).toMatchObject({ field: 'course', value: `["${'x'.repeat(198)}…` })
    expect(error.message.length).toBeLessThan(120)
  })

  it('refuses a body nested 50,000 deep like any other', async () => {
    const { app } = await withGenerator(() => made)
    const headers = { authorization, 'content-type': 'application/json' }
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    for (const payload of [deep, `{"course":${deep}}`, `{"course":"crystal","deep":${deep}}`]) {
      const response = await app.inject({ method: 'POST', url: '/api/races', headers, payload })
      expect(response.statusCode).toBe(400)
      expect(response.headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(response.body).not.toMatch(/stack/i)
      expect(response.body.length).toBeLessThan(2000)
    }
  })

  it('refuses a course that is not known, and a body that is not JSON', async () => {
    const { app, post } = await withGenerator(() => made)
    expect((await post('/api/races', { course: 'nowhere' })).json().type).toBe(
      'urn:racecast:problem:course-not-found',
    )
    const headers = { authorization, 'content-type': 'application/json' }
    const broken = await app.inject({ method: 'POST', url: '/api/races', headers, payload: '{' })
    expect([broken.statusCode, broken.json().type]).toEqual([400, 'urn:racecast:problem:malformed-body'])
    const text = { authorization, 'content-type': 'text/plain' }
    const plain = await app.inject({ method: 'POST', url: '/api/races', headers: text, payload: 'x' })
    expect(plain.statusCode).toBe(415)
  })

  it('hands on what the generator refuses, in its words', async () => {
    const errors = [{ field: 'startList', row: 3, message: 'the bib 7 is there twice', remedy: 'change one' }]
    const body = {
      type: 'urn:racecast:problem:invalid-start-list',
      title: 'Rows',
      status: 400,
      detail: 'row 3',
      errors,
    }
    const { post } = await withGenerator(() => ({ status: 400, body }))
    const response = await post('/api/races', order)
    expect([response.statusCode, response.json()]).toEqual([400, body])
  })

  it('says so when the generator is down, fails or is not ours', async () => {
    const { post, server } = await withGenerator(() => ({ status: 500, body: null }))
    expect((await post('/api/races', order)).json()).toMatchObject({
      status: 502,
      detail: 'It answered 500.',
    })
    server.closeAllConnections()
    server.close()
    const down = await post('/api/races', order)
    expect([down.statusCode, down.json().type]).toEqual([503, 'urn:racecast:problem:generator-unreachable'])
    const other = await withGenerator(() => ({ status: 401, body: null }))
    expect((await other.post('/api/races', order)).json()).toMatchObject({
      status: 502,
      detail: /CONTROL_TOKEN/,
    })
    const nonsense = await withGenerator(() => ({ status: 200, body: 'hello' }))
    expect((await nonsense.post('/api/races', order)).statusCode).toBe(502)
  })

  it('says so when there is no generator at all', async () => {
    const { app } = await gateway()
    const response = await app.inject({
      method: 'POST',
      url: '/api/races',
      headers: { authorization },
      payload: order,
    })
    expect(response.json()).toMatchObject({ status: 503, detail: /GENERATOR_URL/ })
  })
})

describe('commanding a race', () => {
  it.each(['pause', 'resume', 'stop'])(
    '%s is passed on by runId, and answered when it shows',
    async (command) => {
      const { asked, post, race, races } = await withGenerator(() => ({
        status: 200,
        body: { runId, status: 'paused' },
      }))
      let looks = 0
      races.refresh = async () => {
        if (++looks === 2) race.say({ race: { ...race.info, status: 'paused' } })
      }
      const response = await post(`/api/races/${raceInfo.slug}/${command}`)
      expect([response.statusCode, response.json().status]).toEqual([200, 'paused'])
      expect(asked).toMatchObject([{ url: `/races/${runId}/${command}`, headers: { authorization } }])
    },
  )

  it('is answered by what shows when another command has overtaken it', async () => {
    const { post, race, races } = await withGenerator(() => ({
      status: 200,
      body: { runId, status: 'paused' },
    }))
    races.refresh = async () => {
      race.say({ race: { ...race.info, status: 'finished' } })
    }
    const response = await post(`/api/races/${runId}/pause`)
    expect([response.statusCode, response.json().status]).toEqual([200, 'finished'])
  })

  it('hands on that the race is not in a state for it', async () => {
    const body = { type: 'urn:racecast:problem:wrong-state', title: 'T', status: 409, detail: 'it is over' }
    const { post } = await withGenerator(() => ({ status: 409, body }))
    const response = await post(`/api/races/${runId}/pause`)
    expect([response.statusCode, response.json()]).toEqual([409, body])
  })

  it('knows no other command and no other race', async () => {
    const { asked, post } = await withGenerator(() => made)
    expect((await post(`/api/races/${runId}/explode`)).statusCode).toBe(404)
    expect((await post('/api/races/nowhere/pause')).statusCode).toBe(404)
    expect(asked).toEqual([])
  })
})

describe('the control token', () => {
  const changing = ['/api/races', `/api/races/${runId}/pause`, `/api/races/${runId}/stop`, '/api/courses']

  it.each(changing)('guards POST %s', async (url) => {
    const { asked, post } = await withGenerator(() => made)
    const missing = 'Bearer realm="racecast control"'
    const wrong = `${missing}, error="invalid_token"`
    const tries: [Record<string, string>, string][] = [
      [{}, missing],
      [{ authorization: 'Bearer wrong' }, wrong],
      [{ authorization: `Basic ${controlToken}` }, missing],
      [{ authorization: `Bearer ${controlToken}x` }, wrong],
      [{ authorization: 'Bearer' }, missing],
    ]
    for (const [headers, challenge] of tries) {
      const response = await post(url, order, headers)
      expect([response.statusCode, response.headers['www-authenticate']]).toEqual([401, challenge])
    }
    expect(asked).toEqual([])
  })

  it.each(changing)('not being set, nothing can be changed by POST %s', async (url) => {
    const { app } = await gateway({ config: { controlToken: undefined } })
    const response = await app.inject({ method: 'POST', url, headers: { authorization: 'Bearer undefined' } })
    expect([response.statusCode, response.json().type]).toEqual([403, 'urn:racecast:problem:control-off'])
  })
})
