import { describe, expect, it, onTestFinished } from 'vitest'
import { buildApp } from './app.ts'
import { courses, track } from './testing/courses.ts'
import { fakeClock } from './testing/fake-clock.ts'
import { breakable, sqliteEvents } from './testing/sink.ts'

const TOKEN = 'a token for tests'.replaceAll(' ', '-')

async function generator() {
  const events = sqliteEvents()
  const { sink, state } = breakable(events.sink)
  const clock = fakeClock()
  const app = buildApp({ controlToken: TOKEN, logLevel: 'silent' }, { sink, courses }, clock)
  onTestFinished(() => app.close())
  await app.ready()
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const reply = await app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      ...(body !== undefined && { payload: body as object }),
    })
    return { status: reply.statusCode, headers: reply.headers, body: reply.json() }
  }
  return { ask, clock, state, store: events.store, app }
}

describe('POST /races', () => {
  it('makes a race of a course alone, with the defaults', async () => {
    const { ask, store } = await generator()
    const { status, headers, body } = await ask('POST', '/races', { course: 'track-400' })
    expect(status).toBe(201)
    const [race] = await store.races()
    expect(body).toEqual({ runId: race!.runId, slug: race!.slug, startTime: race!.startTime })
    expect(headers.location).toBe(`/races/${race!.runId}`)
    expect(race).toMatchObject({
      slug: 'track-400-2025-10-09',
      name: track.longName,
      course: 'track-400',
      courseHash: track.hash,
      plan: { competitors: 100, fastest: 144, slowest: 500, stoppingRatio: 0.1, minPause: 10, maxPause: 60 },
    })
    expect(await store.entries(race!.runId)).toHaveLength(100)
  })

  it('takes name, slug, gun and seed as they are given', async () => {
    const { ask, store, clock } = await generator()
    const startTime = clock.now() + 3_600_123
    const asked = { name: 'Zürich 東京 🏃', slug: 'winter-cup', startTime, seed: 4_294_967_295 }
    expect((await ask('POST', '/races', { course: 'track-400', ...asked })).status).toBe(201)
    expect((await store.races())[0]).toMatchObject(asked)
  })

  it('keeps who may know of a race through all that happens to it', async () => {
    const { ask, store } = await generator()
    const { body } = await ask('POST', '/races', { course: 'track-400', visibility: 'private' })
    expect((await ask('POST', `/races/${body.runId}/stop`)).body).toMatchObject({ visibility: 'private' })
    expect(await store.races()).toMatchObject([{ status: 'finished', visibility: 'private' }])
    const order = { visibility: 'public' }
    expect((await ask('POST', `/races/${body.runId}/visibility`, order)).body).toMatchObject({
      ...{ status: 'finished', visibility: 'public', before: 'private' },
    })
    expect(await store.races()).toMatchObject([{ status: 'finished', visibility: 'public' }])
    const refused = await ask('POST', '/races', { course: 'track-400', visibility: 'secret' })
    expect(refused.body.errors).toMatchObject([
      { field: 'visibility', value: 'secret', remedy: 'give one of public, private' },
    ])
  })

  it.each([
    ['Z', '2025-10-09T12:00:00.250Z', 250],
    ['an offset', '2025-10-09T14:00+02:00', 0],
    ['a negative offset without a colon', '2025-10-09T07:00:00-0500', 0],
  ])('takes a gun in ISO 8601 with %s', async (_, startTime, ms) => {
    const { ask, store } = await generator()
    const { status, body } = await ask('POST', '/races', { course: 'track-400', startTime })
    expect(status).toBe(201)
    expect(body.startTime).toBe(Date.UTC(2025, 9, 9, 12) + ms)
    expect((await store.races())[0]!.startTime).toBe(body.startTime)
  })

  it('makes the entries of a start list', async () => {
    const { ask, store } = await generator()
    const startList =
      '\ufeffbib,name,wave,anonymous\r\nF12,"O\'Neill, Zoë",Wave 10,\r\n7,王小明,Wave 2,yes\r\n'
    const { body } = await ask('POST', '/races', { course: 'track-400', startList, waveGapS: 30 })
    const entries = await store.entries(body.runId)
    expect(entries.map(({ bib, name, wave, anonymous }) => [bib, name, wave, anonymous])).toEqual([
      ['F12', "O'Neill, Zoë", 'Wave 10', false],
      ['7', '王小明', 'Wave 2', true],
    ])
    const [race] = await store.races()
    expect(race?.plan).toMatchObject({ competitors: 2, waves: 2 })
    expect(race?.waves).toEqual([
      // Not in the order in which the file happens to have them.
      { wave: 'Wave 2', startTime: race!.startTime },
      { wave: 'Wave 10', startTime: race!.startTime + 30_000 },
    ])
  })

  it('says of a wrong start list which rows', async () => {
    const { ask, store } = await generator()
    const startList = 'bib,name\n1,Ann\n1,Bob\n,Cid\n'
    const { status, headers, body } = await ask('POST', '/races', { course: 'track-400', startList })
    expect(status).toBe(400)
    expect(headers['content-type']).toMatch('application/problem+json')
    expect(body).toMatchObject({ type: 'urn:racecast:problem:invalid-start-list', status: 400 })
    expect(body.errors).toEqual([
      { field: 'bib', value: '1', message: 'is that of line 2 too', remedy: expect.any(String), row: 3 },
      { field: 'bib', value: '', message: 'is empty', remedy: expect.any(String), row: 4 },
    ])
    expect(await store.races()).toEqual([])
  })

  it.each<[string, unknown, string, RegExp]>([
    ['nothing', {}, 'course', /missing/],
    ['a list', [], 'body', /not an object/],
    ['an unknown course', { course: 'atlantis' }, 'course', /not a course/],
    ['a name of Object', { course: 'constructor' }, 'course', /not a course/],
    ['an unknown field', { course: 'track-400', runners: 5 }, 'runners', /not a field/],
    ['no competitors', { course: 'track-400', competitors: 0 }, 'competitors', />= 1/],
    ['too many competitors', { course: 'track-400', competitors: 100_001 }, 'competitors', /<= 100000/],
    ['half a competitor', { course: 'track-400', competitors: 1.5 }, 'competitors', /integer/],
    ['a number as text', { course: 'track-400', competitors: '5' }, 'competitors', /integer/],
    ['null', { course: 'track-400', seed: null }, 'seed', /integer/],
    ['too fast', { course: 'track-400', fastest: 59 }, 'fastest', />= 60/],
    ['too slow', { course: 'track-400', slowest: 1801 }, 'slowest', /<= 1800/],
    [
      'fastest slower than slowest',
      { course: 'track-400', fastest: 400, slowest: 300 },
      'fastest',
      /slower than/,
    ],
    ['a ratio above 1', { course: 'track-400', stoppingRatio: 1.1 }, 'stoppingRatio', /<= 1/],
    ['a negative pause', { course: 'track-400', minPause: -1 }, 'minPause', />= 0/],
    [
      'pauses the wrong way round',
      { course: 'track-400', minPause: 9, maxPause: 8 },
      'minPause',
      /longer than/,
    ],
    ['a pause of over an hour', { course: 'track-400', maxPause: 3601 }, 'maxPause', /<= 3600/],
    [
      'more waves than competitors',
      { course: 'track-400', competitors: 2, waves: 3 },
      'waves',
      /more than the 2/,
    ],
    ['a slug that is none', { course: 'track-400', slug: 'Über Race' }, 'slug', /pattern/],
    ['an empty name', { course: 'track-400', name: '' }, 'name', /fewer than 1/],
    ['a name with a line break', { course: 'track-400', name: 'Cup\n2026' }, 'name', /control/],
    ['a name with a separator', { course: 'track-400', name: 'Cup\u20282026' }, 'name', /control/],
    ['a name written backwards', { course: 'track-400', name: 'x\u202egnp.exe' }, 'name', /direction/],
    ['a name with a hidden mark', { course: 'track-400', name: 'x\u200f' }, 'name', /direction/],
    ['half a character', { course: 'track-400', name: 'x\ud83d' }, 'name', /Unicode/],
    ['a gun in the past', { course: 'track-400', startTime: 1 }, 'startTime', /past/],
    ['a gun in seconds', { course: 'track-400', startTime: 8.6e15 }, 'startTime', /year/],
    [
      'a gun without a zone',
      { course: 'track-400', startTime: '2025-10-09T10:00' },
      'startTime',
      /not a time/,
    ],
    ['30 February', { course: 'track-400', startTime: '2026-02-30T10:00Z' }, 'startTime', /not a time/],
    ['a gun in words', { course: 'track-400', startTime: 'tomorrow' }, 'startTime', /not a time/],
    ['a gun of nothing', { course: 'track-400', startTime: null }, 'startTime', /not a time/],
    ['a past gun as text', { course: 'track-400', startTime: '2020-01-01T00:00Z' }, 'startTime', /past/],
    ['stops without a fence', { course: 'unfenced', stoppingRatio: 0.5 }, 'stoppingRatio', /no fence/],
    [
      'a list and a number',
      { course: 'track-400', competitors: 5, startList: 'bib,name\n1,A' },
      'competitors',
      /list has 1/,
    ],
  ])('refuses %s, naming field, value and remedy', async (_, request, field, message) => {
    const { ask, store } = await generator()
    const { status, headers, body } = await ask('POST', '/races', request)
    expect(status).toBe(400)
    expect(headers['content-type']).toMatch('application/problem+json')
    expect(body).toMatchObject({
      type: 'urn:racecast:problem:invalid-request',
      title: expect.any(String),
      status: 400,
    })
    expect(body.errors).toHaveLength(1)
    expect(body.errors[0]).toMatchObject({ field, message: expect.stringMatching(message) })
    expect(body.errors[0]).toHaveProperty('value')
    expect(body.errors[0].remedy).toMatch(/\w/)
    expect(body.detail).toContain(field)
    expect(await store.races()).toEqual([])
  })

  it('names all wrong fields at once', async () => {
    const { ask } = await generator()
    const request = { course: 'track-400', competitors: 0, fastest: 1, slug: '-', extra: true }
    const { body } = await ask('POST', '/races', request)
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'competitors',
      'extra',
      'fastest',
      'slug',
    ])
  })

  it('moves the default of the other end when one end of a range passes it', async () => {
    const { ask, store } = await generator()
    expect((await ask('POST', '/races', { course: 'track-400', fastest: 600, maxPause: 5 })).status).toBe(201)
    expect((await store.races())[0]?.plan).toMatchObject({
      fastest: 600,
      slowest: 600,
      minPause: 5,
      maxPause: 5,
    })
  })

  it('has nobody stopping by default where the course has no fence', async () => {
    const { ask, store } = await generator()
    expect((await ask('POST', '/races', { course: 'unfenced' })).status).toBe(201)
    expect((await store.races())[0]?.plan?.stoppingRatio).toBe(0)
  })

  it('refuses a slug that another race has, and numbers its own', async () => {
    const { ask } = await generator()
    const race = { course: 'track-400', competitors: 1 }
    expect((await ask('POST', '/races', { ...race, slug: 'cup' })).status).toBe(201)
    const again = await ask('POST', '/races', { ...race, slug: 'cup' })
    expect(again).toMatchObject({ status: 409, body: { errors: [{ field: 'slug', value: 'cup' }] } })
    const slugs = []
    for (let n = 0; n < 3; n++) slugs.push((await ask('POST', '/races', race)).body.slug)
    expect(slugs).toEqual(['', '-2', '-3'].map((end) => `track-400-2025-10-09${end}`))
  })

  it('gives races that are made at the same time different slugs', async () => {
    const { ask } = await generator()
    const made = await Promise.all([1, 2, 3].map(() => ask('POST', '/races', { course: 'track-400' })))
    expect(new Set(made.map(({ body }) => body.slug)).size).toBe(3)
  })

  it('answers 503 with a time to come back while the sink is down', async () => {
    const { ask, state } = await generator()
    state.mode = 'down'
    const { status, headers, body } = await ask('POST', '/races', { course: 'track-400' })
    expect(status).toBe(503)
    expect(headers['retry-after']).toBe('1')
    expect(body).toMatchObject({ type: 'urn:racecast:problem:sink-unavailable' })
    expect((await ask('GET', '/readyz')).status).toBe(503)
    expect((await ask('GET', '/healthz')).status).toBe(200)
    state.mode = 'up'
    expect((await ask('GET', '/readyz')).status).toBe(200)
    expect((await ask('POST', '/races', { course: 'track-400' })).status).toBe(201)
  })

  it('refuses what is not JSON', async () => {
    const { ask } = await generator()
    const json = { 'content-type': 'application/json' }
    expect(await ask('POST', '/races', '{"course":', json)).toMatchObject({
      status: 400,
      body: { status: 400 },
    })
    expect((await ask('POST', '/races', '', json)).status).toBe(400)
    expect((await ask('POST', '/races', 'course=x', { 'content-type': 'text/csv' })).status).toBe(415)
    expect((await ask('POST', '/races', `"${'x'.repeat(26_000_000)}"`, json)).status).toBe(413)
  })
})

describe('the control token', () => {
  it.each(['', 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`])(
    'is needed for everything that changes something; %j does not do',
    async (authorization) => {
      const { ask, store } = await generator()
      const { runId } = (await ask('POST', '/races', { course: 'track-400' })).body
      for (const url of [
        '/races',
        `/races/${runId}/pause`,
        `/races/${runId}/resume`,
        `/races/${runId}/stop`,
      ]) {
        const reply = await ask('POST', url, { course: 'track-400' }, { authorization })
        expect(reply).toMatchObject({ status: 401, body: { type: 'urn:racecast:problem:unauthorized' } })
        expect(reply.headers['www-authenticate']).toMatch(/^Bearer/)
      }
      expect(await store.races()).toHaveLength(1)
      for (const url of ['/races', '/healthz', '/readyz', `/races/${runId}`])
        expect((await ask('GET', url, undefined, { authorization })).status).toBe(200)
    },
  )
})

describe('a race over HTTP', () => {
  it('is paused, resumed and stopped by runId or slug, and ticks with the clock', async () => {
    const { ask, clock, store } = await generator()
    const { runId, slug } = (await ask('POST', '/races', { course: 'track-400', competitors: 3 })).body
    const tick = async () => {
      clock.advance(1000)
      // Answered after everything that the tick had to send.
      await ask('GET', '/readyz')
    }
    for (let n = 0; n < 5; n++) await tick()
    expect(await store.latest(runId)).toHaveLength(3)
    expect((await ask('POST', `/races/${slug}/pause`)).body).toMatchObject({ runId, status: 'paused' })
    await tick()
    expect((await ask('POST', `/races/${runId}/resume`)).body).toMatchObject({ status: 'started' })
    expect((await ask('POST', `/races/${runId}/stop`)).body).toMatchObject({ status: 'finished' })
    await tick()
    expect(await ask('POST', `/races/${runId}/stop`)).toMatchObject({ status: 409 })
    expect((await ask('GET', '/races')).body).toMatchObject([{ runId, status: 'finished' }])
    expect(await ask('POST', '/races/none/stop')).toMatchObject({ status: 404 })
    expect(await ask('GET', '/races/none')).toMatchObject({ status: 404 })
    expect(await ask('GET', '/nothing')).toMatchObject({ status: 404, body: { title: expect.any(String) } })
  })
})
