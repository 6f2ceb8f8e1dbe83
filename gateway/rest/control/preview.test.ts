import { describe, expect, it } from 'vitest'
import { controlToken } from '../../fixtures/gateway.ts'
import { wholeService } from '../testing/whole-service.ts'

const order = { course: 'track-400', competitors: 20, fastest: 200, slowest: 300, seed: 3 }

describe('a preview', { timeout: 60_000 }, () => {
  it('says what the race that is made with the same order is like, and makes none', async () => {
    const { ask } = await wholeService()
    const given = {
      ...order,
      stoppingRatio: 0.25,
      minPause: 5,
      maxPause: 9,
      dnfRatio: 0.1,
      dropoutRatio: 0.2,
      wanderRatio: 0.05,
      waves: 2,
      waveGapS: 30,
    }
    const { status, body } = await ask('POST', '/api/races/preview', given)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ...{
        course: 'track-400',
        lengthCm: 40_000,
        competitors: 20,
        stopping: 5,
        givingUp: 2,
        withDropouts: 4,
        wandering: 1,
      },
      waves: [
        { wave: '1', startTime: body.startTime, entries: 10 },
        { wave: '2', startTime: body.startTime + 30_000, entries: 10 },
      ],
    })
    // 200 s/km on 400 m are 80 s, 300 are 120 s, and who stops stands up to 9 s.
    expect(body.fastest).toMatchObject({ raceTimeMs: 80_000, bib: expect.any(String) })
    expect(body.slowest.raceTimeMs).toBeGreaterThanOrEqual(110_000)
    expect(body.slowest.raceTimeMs).toBeLessThanOrEqual(129_000)
    expect(body.lastInAt).toBeGreaterThanOrEqual(body.slowest.at)
    expect((await ask('GET', '/api/races')).body.races).toEqual([])
  })

  it.each([
    [{ ...order, fastest: 400 }, 'fastest'],
    [{ ...order, competitors: 0 }, 'competitors'],
    [{ ...order, startTime: 1000 }, 'startTime'],
    [{ ...order, course: 'nowhere' }, 'course'],
    [{ ...order, waves: 30 }, 'waves'],
    [{ ...order, startList: 'bib,name\n1,A\n1,B' }, 'bib'],
  ])('of %j says which field is wrong', async (given, field) => {
    const { ask } = await wholeService()
    const { status, body } = await ask('POST', '/api/races/preview', given)
    expect([status, body.errors[0].field]).toEqual([400, field])
  })

  it('says that a slug is taken, and is for who may make races', async () => {
    const { ask, race } = await wholeService()
    await race({ slug: 'spring' })
    expect((await ask('POST', '/api/races/preview', { ...order, slug: 'spring' })).status).toBe(409)
    expect((await ask('POST', '/api/races/preview', order, {})).status).toBe(401)
  })
})

describe('checking a start list', { timeout: 60_000 }, () => {
  async function setUp() {
    const { app, stopGenerator } = await wholeService()
    const check = async (payload: string | Buffer, headers: Record<string, string> = {}) => {
      const answer = await app.inject({
        ...{ method: 'POST', url: '/api/start-lists/check', payload },
        headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'text/csv', ...headers },
      })
      return { status: answer.statusCode, body: answer.json() }
    }
    return { check, stopGenerator }
  }

  it('says how many rows there are, what the first say, and of each bad one line, field, value and remedy', async () => {
    const { check } = await setUp()
    const good = await check('bib;name;wave\r\nF1;Zoë;A\r\nF2;Bo;B\r\n')
    expect([good.status, good.body]).toMatchObject([
      200,
      { rows: 2, waves: ['A', 'B'], bad: [], first: [{ bib: 'F1', name: 'Zoë', wave: 'A' }, { bib: 'F2' }] },
    ])
    const bad = await check('bib,name,role\n1,Ann,\n1,Bob,\n3,,sweep\n4,Cy,jester\n')
    expect(bad.body).toMatchObject({
      rows: 4,
      bad: [
        { line: 3, field: 'bib', value: '1', message: 'is that of line 2 too', remedy: expect.any(String) },
        { line: 4, field: 'name', value: '' },
        { line: 5, field: 'role', value: 'jester' },
      ],
    })
  })

  it.each([
    ['nothing', ''],
    ['no column for names', 'bib\n1\n'],
    ['quotes that do not end', 'bib,name\n1,"A\n'],
    ['only a header', 'bib,name\n'],
  ])('of %s says what is missing', async (_, text) => {
    const { check } = await setUp()
    const { status, body } = await check(text)
    expect([status, body.rows, body.bad.length > 0]).toEqual([200, 0, true])
    expect(body.bad[0].remedy).toEqual(expect.any(String))
  })

  it('says of Latin-1 to save it as UTF-8, answers 503 without a generator, 401 without a token', async () => {
    const { check, stopGenerator } = await setUp()
    const latin = await check(Buffer.from('bib,name\n1,Jürgen\n', 'latin1'))
    expect(latin.body.bad[0].remedy).toContain('UTF-8')
    expect((await check('bib,name\n1,A', { authorization: '' })).status).toBe(401)
    await stopGenerator()
    expect((await check('bib,name\n1,A')).status).toBe(503)
  })
})
