import { Course } from '@racecast/courses'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { beforeEach, describe, expect, it } from 'vitest'
import { boardColumns } from '../../board/board-line.ts'
import type { FakeRace } from '../../fixtures/fake-race.ts'
import { gateway } from '../../fixtures/gateway.ts'
import { raceInfo, rosterEntry, runId } from '../../fixtures/race.ts'
import { readTable } from '../../fixtures/read-csv.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'
import { Competitor } from './competitors.ts'
import { Leaderboard } from './leaderboard.ts'
import { Log } from './log.ts'
import { PositionList } from './positions.ts'
import { RaceSummary } from './race-summary.ts'
import { RaceList } from './races.ts'

type Json = ReturnType<typeof JSON.parse>

/** Five runners, ten seconds after the gun; number n runs at 3 + n / 100 m/s. */
describe('the REST addresses', () => {
  let time: VirtualTime
  let race: FakeRace
  let app: Awaited<ReturnType<typeof gateway>>['app']

  beforeEach(async () => {
    time = new VirtualTime(raceInfo.startTime)
    ;({ app, race } = await gateway({ clock: time }))
    for (let s = 0; s < 10; s++) {
      time.pass(1000)
      race.tick()
    }
  })

  async function get(path: string, schema?: TSchema): Promise<Json> {
    const response = await app.inject(path)
    expect(response.statusCode, response.body).toBe(200)
    expect(response.headers['access-control-allow-origin']).toBe('*')
    const body = response.json()
    if (schema) expect([...Value.Errors(schema, body)]).toEqual([])
    return body
  }
  async function problem(path: string) {
    const response = await app.inject(path)
    expect(response.headers['content-type']).toContain('application/problem+json')
    const body = response.json()
    expect(body.status).toBe(response.statusCode)
    return body
  }
  const api = `/api/races/${raceInfo.slug}`

  it('list races with what a list shows of them', async () => {
    race.say({
      log: [{ n: 1, kind: 'finish', t: 9000, id: 2 }],
      roster: [
        { ...rosterEntry(9), role: 'pacer' },
        { ...rosterEntry(5), standing: 'DNF' },
      ],
    })
    const { races } = await get('/api/races', RaceList)
    expect(races).toEqual([
      expect.objectContaining({
        runId,
        slug: 'crystal-palace-1',
        simulated: true,
        courseName: 'Straight',
        lengthCm: 200_000,
        entries: 5,
        finishers: 1,
        withdrawn: 1,
      }),
    ])
    expect(await get(`/api/races/${runId}`, RaceSummary)).toEqual(races[0])
    expect(await get(api, RaceSummary)).toEqual(races[0])
  })

  it('give the leaderboard in flat rows, raw and formatted', async () => {
    const board = await get(`${api}/leaderboard`, Leaderboard)
    expect(board).toMatchObject({ race: runId, at: time.ms, raceTimeMs: 10_000 })
    expect(board.rows.map((row: { bib: string }) => row.bib)).toEqual(['105', '104', '103', '102', '101'])
    expect(board.rows[0]).toMatchObject({
      position: 1,
      competitorId: 5,
      name: 'Runner 5',
      distance: 30.5,
      distanceToGo: 1969.5,
      rawTime: 10,
      raceTimeMs: 10_000,
      raceTimeText: '0:10',
      averagePace: 327.9,
      averagePaceText: '5:28',
      currentPaceText: '5:28',
      finished: false,
      standing: 'entered',
      inFence: false,
      lat: 51,
    })
    expect(board.rows[0].lon).toBeCloseTo((0.0285 * 30.5) / 2000, 6)
    expect((await get(`${api}/leaderboard?limit=2`)).rows).toHaveLength(2)
    expect((await get(`${api}/leaderboard?rows=2`)).rows).toHaveLength(2)
    expect((await get(`${api}/leaderboard?rows=1&limit=2`)).rows).toHaveLength(1)
  })

  it('give the board as it was, by a delay or a moment in ms or ISO', async () => {
    const distances = async (query: string) =>
      (await get(`${api}/leaderboard?${query}`)).rows.map((row: { distance: number }) => row.distance)
    const fourSecondsIn = await distances('delay=6000')
    expect(fourSecondsIn[0]).toBe(12.2)
    expect(await distances(`at=${raceInfo.startTime + 4000}`)).toEqual(fourSecondsIn)
    const iso = new Date(raceInfo.startTime + 4000).toISOString()
    expect(await distances(`at=${iso}`)).toEqual(fourSecondsIn)
    expect(await distances(`at=${raceInfo.startTime + 5000}&delay=1000`)).toEqual(fourSecondsIn)
    expect((await get(`${api}/leaderboard?at=${time.ms + 60_000}`)).at).toBe(time.ms)
  })

  it('give the same board as CSV', async () => {
    const { rows } = await get(`${api}/leaderboard`)
    const response = await app.inject(`${api}/leaderboard.csv`)
    expect(response.headers['content-type']).toContain('text/csv')
    expect(response.headers['content-disposition']).toBe(
      'attachment; filename="leaderboard-crystal-palace-1.csv"',
    )
    const lines = readTable(response.body)
    expect(Object.keys(lines[0]!)).toEqual(boardColumns)
    expect(lines).toEqual(
      rows.map((row: object) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)]),
        ),
      ),
    )
  })

  it('give a board of exactly so many rows, empty ones last, to who has a table of that size', async () => {
    const { rows } = await get(`${api}/leaderboard`)
    const table = async (query: string) =>
      readTable((await app.inject(`${api}/leaderboard.csv?${query}`)).body)
    const padded = await table('rows=10&pad=1')
    expect(padded).toHaveLength(10)
    expect(padded.slice(0, 5).map(({ bib }) => bib)).toEqual(rows.map(({ bib }: { bib: string }) => bib))
    expect(padded.slice(0, 5).map(({ raceTimeMs }) => raceTimeMs)).toEqual(Array(5).fill('10000'))
    expect(padded[0]!.raceTimeText).toBe('0:10')
    for (const line of padded.slice(5)) expect(new Set(Object.values(line))).toEqual(new Set(['']))
    expect(await table('rows=3&pad=1')).toEqual(padded.slice(0, 3))
    expect(await table('rows=10')).toHaveLength(5)
    expect((await problem(`${api}/leaderboard.csv?pad=1`)).errors[0]).toMatchObject({
      field: 'pad',
      remedy: expect.stringContaining('rows=10'),
    })
  })

  it('give positions as JSON, CSV and GeoJSON, between two fixes too', async () => {
    const list = await get(`${api}/positions?at=${raceInfo.startTime + 4500}`, PositionList)
    expect(list.rows).toHaveLength(5)
    expect(list.rows[0]).toMatchObject({
      competitorId: 1,
      bib: '101',
      distance: 13.55,
      certainty: 'known',
      ageMs: 500,
    })
    const collection = await get(`${api}/positions.geojson?at=${raceInfo.startTime + 4500}`)
    expect(collection.features[0]).toMatchObject({
      type: 'Feature',
      id: 1,
      geometry: { type: 'Point', coordinates: [list.rows[0].lon, list.rows[0].lat] },
      properties: { bib: '101', distance: 13.55 },
    })
    const { body } = await app.inject(`${api}/positions.csv`)
    expect(readTable(body)).toHaveLength(5)
  })

  it('give the fix of who is off the course, not the place beside it', async () => {
    race.say({ positions: [[1, 3500, 11_000, 3000, 3000, 2, 51_001_000, 500]] })
    time.pass(1000)
    const { rows } = await get(`${api}/positions`)
    expect(rows[0]).toMatchObject({ lat: 51.001, lon: 0.0005 })
  })

  it('give a competitor with splits, fence visits and the finish to expect', async () => {
    race.say({
      positions: [[1, 110_000, 300_000, 3500, 3500, 0]],
      log: [
        { n: 1, kind: 'start', t: 0, id: 1 },
        { n: 2, kind: 'fenceIn', t: 240_000, id: 1 },
        { n: 3, kind: 'fenceOut', t: 270_000, id: 1 },
        { n: 4, kind: 'split', t: 270_500, id: 1, km: 1 },
      ],
    })
    time.pass(290_000)
    expect(await get(`${api}/competitors/101`, Competitor)).toMatchObject({
      competitorId: 1,
      bib: '101',
      board: { position: 1, fenceTime: 30 },
      splits: [{ km: 1, raceTimeMs: 270_500, raceTimeText: '4:30', pace: 270.5, paceText: '4:31' }],
      fenceVisits: [{ in: 240_000, out: 270_000 }],
      expectedFinish: {
        raceTimeMs: 573_006,
        raceTimeText: '9:33',
        earlyMs: 560_350,
        lateMs: 585_662,
        at: raceInfo.startTime + 573_006,
      },
    })
  })

  it('write results with finishers first, placed and timed, and the others with what they have', async () => {
    race.say({
      positions: [[3, 200_000, 400_000, 0, 0, 4]],
      log: [
        { n: 1, kind: 'start', t: 100, id: 3 },
        { n: 2, kind: 'split', t: 200_100, id: 3, km: 1 },
        { n: 3, kind: 'finish', t: 400_123, id: 3 },
        { n: 4, kind: 'standing', t: 5000, id: 2, standing: 'DNF' },
      ],
      roster: [
        { ...rosterEntry(2), standing: 'DNF' },
        { ...rosterEntry(1), name: '=cmd|x', club: 'A, "B"' },
      ],
    })
    time.pass(500_000)
    const response = await app.inject(`${api}/results.csv`)
    const lines = readTable(response.body)
    expect(lines[0]).toEqual({
      position: '1',
      bib: '103',
      name: 'Runner 3',
      club: 'Harriers',
      category: 'SW',
      // 6:40.123, as road races record it.
      netTime: '6:41',
      gunTime: '6:41',
      pace: '3:20',
      km1: '3:20',
      fenceTime: '0',
      standing: 'finished',
      resultStatus: 'provisional',
    })
    expect(lines.find(({ bib }) => bib === '101')).toMatchObject({
      position: '',
      name: "'=cmd|x",
      club: 'A, "B"',
    })
    expect(lines.at(-1)).toMatchObject({ bib: '102', position: '', netTime: '', standing: 'DNF' })
  })

  it('say of results and leaderboard whether they are official yet: in each line, and in the name of the file', async () => {
    const told = async () => {
      const [results, board] = await Promise.all([
        app.inject(`${api}/results.csv`),
        app.inject(`${api}/leaderboard`),
      ])
      const lines = readTable(results.body)
      expect(lines).toHaveLength(5)
      return [
        ...new Set(lines.map(({ resultStatus }) => resultStatus)),
        /filename="(.*)"/.exec(String(results.headers['content-disposition']))![1],
        board.json().status,
      ]
    }
    const { slug } = raceInfo
    race.say({ race: { ...race.info, status: 'finished', finishedAt: time.now() } })
    expect(await told()).toEqual(['provisional', `results-${slug}-provisional.csv`, 'finished'])
    race.say({ race: { ...race.info, status: 'official' } })
    expect(await told()).toEqual(['official', `results-${slug}-official.csv`, 'official'])
  })

  it('name in the results everybody that was entered: after the others who is disqualified, without a time, and who did not start', async () => {
    race.say({
      positions: [[3, 200_000, 400_000, 0, 0, 4]],
      log: [{ n: 1, kind: 'finish', t: 400_000, id: 3 }],
      roster: [
        { ...rosterEntry(1), standing: 'DNS' },
        { ...rosterEntry(3), standing: 'DSQ' },
      ],
    })
    time.pass(500_000)
    const lines = readTable((await app.inject(`${api}/results.csv`)).body)
    expect(lines.slice(-2)).toMatchObject([
      { bib: '103', name: 'Runner 3', position: '', netTime: '', pace: '', standing: 'DSQ' },
      { bib: '101', position: '', netTime: '', standing: 'DNS' },
    ])
    const board = readTable((await app.inject(`${api}/leaderboard.csv`)).body)
    expect(lines).toHaveLength(board.length + 2)
  })

  it('have nobody down as entered in the results of a race that is over: DNF who was on the way, DNS who never was', async () => {
    race.say({
      positions: [[3, 200_000, 9000, 0, 0, 4]],
      log: [{ n: 1, kind: 'finish', t: 9000, id: 3 }],
      roster: [{ ...rosterEntry(6) }],
    })
    const standings = async () =>
      readTable((await app.inject(`${api}/results.csv`)).body).map(({ bib, position, standing }) => [
        ...[bib, position, standing],
      ])
    expect((await standings()).map(([, , standing]) => standing)).toContain('entered')
    race.say({ race: { ...race.info, status: 'finished', finishedAt: time.now() } })
    const over = [
      ['103', '1', 'finished'],
      ...['105', '104', '102', '101'].map((bib) => [bib, '', 'DNF']),
      ['106', '', 'DNS'],
    ]
    expect(await standings()).toEqual(over)
    expect(await get(api, RaceSummary)).toMatchObject({ finishers: 1, withdrawn: 5, stopped: true })
    race.say({ race: { ...race.info, status: 'official' } })
    expect(await standings()).toEqual(over)
  })

  it('say in the results of whose wave somebody is, where the race has several', async () => {
    const table = async () => readTable((await app.inject(`${api}/results.csv`)).body)
    expect((await table())[0]).not.toHaveProperty('wave')
    const { startTime } = raceInfo
    race.say({
      race: {
        ...race.info,
        waves: ['Elite', 'Fun'].map((wave, i) => ({ wave, startTime: startTime + 1000 * i })),
      },
      roster: [1, 2, 3, 4, 5].map((id) => ({ ...rosterEntry(id), wave: id < 3 ? 'Elite' : 'Fun' })),
    })
    expect(Object.keys((await table())[0]!).slice(4, 7)).toEqual(['category', 'wave', 'netTime'])
    expect((await table()).map(({ bib, wave }) => `${bib} ${wave}`).sort()).toEqual([
      ...['101 Elite', '102 Elite', '103 Fun', '104 Fun', '105 Fun'],
    ])
  })

  it('give the log from any entry on', async () => {
    const entries = [1, 2, 3, 4].map((n) => ({ n, kind: 'start' as const, t: n, id: n }))
    race.say({ log: entries })
    expect(await get(`${api}/log?from=2&limit=2`, Log)).toEqual({
      race: runId,
      entries: entries.slice(1, 3),
      next: 4,
    })
    expect(await get(`${api}/log?from=9`, Log)).toEqual({ race: runId, entries: [], next: 9 })
    expect((await get(`${api}/log`)).entries).toHaveLength(4)
  })

  it('give courses as GeoJSON and each whole', async () => {
    const { features } = await get('/api/courses')
    const names = features
      .filter((feature: { properties: { role: string } }) => feature.properties.role === 'course')
      .map((feature: { properties: { shortName: string } }) => feature.properties.shortName)
    expect(names.length).toBeGreaterThan(0)
    await get(`/api/courses/${names[0]}`, Course)
  })

  it('never show the name of an anonymous entry', async () => {
    race.say({ roster: [{ ...rosterEntry(1), anonymous: true }] })
    for (const path of [
      'leaderboard',
      'positions',
      'competitors/101',
      'results.csv',
      'leaderboard.csv',
      'positions.geojson',
    ]) {
      const { body, statusCode } = await app.inject(`${api}/${path}`)
      expect(statusCode).toBe(200)
      expect(body).not.toContain('Runner 1"')
      expect(body).not.toContain('Runner 1,')
    }
  })

  it('answer what does not exist with a problem that says where to look', async () => {
    expect(await problem('/api/races/nowhere')).toMatchObject({
      type: 'urn:racecast:problem:race-not-found',
      status: 404,
      detail: 'There is no race "nowhere"; GET /api/races lists them.',
    })
    expect((await problem('/api/races/nowhere/leaderboard')).status).toBe(404)
    expect((await problem(`${api}/competitors/9999`)).type).toBe('urn:racecast:problem:bib-not-found')
    expect((await problem('/api/courses/nowhere')).type).toBe('urn:racecast:problem:course-not-found')
    expect((await problem('/api/nothing')).type).toBe('urn:racecast:problem:not-found')
  })

  it.each([
    ['leaderboard?limit=0', 'limit'],
    ['leaderboard?rows=0', 'rows'],
    ['leaderboard?limit=many', 'limit'],
    ['leaderboard?delay=-1', 'delay'],
    ['leaderboard?at=yesterday', 'at'],
    ['positions?at=2026-05-02T09:00', 'at'],
    ['log?from=0', 'from'],
  ])('name the field of %s that cannot be used', async (path, field) => {
    const { status, type, detail, errors } = await problem(`${api}/${path}`)
    expect([status, type]).toEqual([400, 'urn:racecast:problem:invalid-request'])
    expect(errors[0]).toMatchObject({ field, remedy: expect.any(String) })
    expect(detail).toContain(field)
  })

  it('say of a race without a state that it is not ready', async () => {
    race.state = null
    expect(await problem(`${api}/leaderboard`)).toMatchObject({
      status: 503,
      type: 'urn:racecast:problem:race-not-ready',
    })
    await get(api, RaceSummary)
  })

  it('tell nothing of what is inside when something breaks', async () => {
    race.log = async () => {
      throw new Error('secret of the inside')
    }
    const body = await problem(`${api}/log`)
    expect(body.status).toBe(500)
    expect(JSON.stringify(body)).not.toMatch(/secret|\.ts/)
  })
})
