import { CourseLine } from '@racecast/courses/line'
import { eventIdOf, type FixRow, type RaceRecord } from '@racecast/pinot/events'
import { type PositionStore, StoreUnavailable } from '@racecast/pinot/ports'
import { beforeEach, describe, expect, it } from 'vitest'
import { straightCourse } from '../../fixtures/course.ts'
import { emptyStore } from '../../fixtures/empty-ports.ts'
import type { FakeRace } from '../../fixtures/fake-race.ts'
import { gateway } from '../../fixtures/gateway.ts'
import { positionAt, raceInfo, runId } from '../../fixtures/race.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'

const seconds = 300
const line = new CourseLine(straightCourse)

const record: RaceRecord = {
  ...raceInfo,
  course: straightCourse.shortName,
  offCourseM: 30,
  plan: null,
  seed: 1,
  planVersion: 1,
  updatedAt: raceInfo.startTime,
}

function row(id: number, t: number): FixRow {
  const cm = positionAt(id, t)[1]
  const [lon, lat] = line.pointAt(cm)
  const timestamp = raceInfo.startTime + t
  return {
    ...{ runId, competitorId: id, eventId: eventIdOf(runId, id, timestamp), course: 'straight', flags: 0 },
    ...{ rawTime: Math.floor(t / 1000), raceTimeMs: t, timestamp, publishedAt: timestamp },
    ...{ lat, lon, distance: cm / 100, source: 'simulated', accuracy: 0 },
  }
}

describe('the past of a race', () => {
  let rows: FixRow[]
  let asked: string[]
  let store: PositionStore
  let hold: Promise<void> | null
  let time: VirtualTime
  let race: FakeRace
  let app: Awaited<ReturnType<typeof gateway>>['app']

  beforeEach(async () => {
    rows = []
    asked = []
    hold = null
    for (let t = 0; t <= seconds * 1000; t += 1000) for (let id = 1; id <= 5; id++) rows.push(row(id, t))
    store = {
      ...emptyStore,
      races: async () => [record],
      async latest(_, at = Number.POSITIVE_INFINITY) {
        asked.push('latest')
        await hold
        const newest = new Map(rows.filter((r) => r.timestamp <= at).map((r) => [r.competitorId, r]))
        return [...newest.values()]
      },
      async history({ from, to }) {
        asked.push('history')
        return rows.filter((r) => r.timestamp > from && r.timestamp <= to)
      },
    }
    time = new VirtualTime(raceInfo.startTime)
    ;({ app, race } = await gateway({ clock: time, ports: { store } }))
    for (let s = 0; s < seconds; s++) race.tick()
    time.pass(seconds * 1000)
  })

  const board = (raceMs: number) =>
    app.inject(`/api/races/${runId}/leaderboard?at=${raceInfo.startTime + raceMs}`)

  it('is answered from memory for the last minute', async () => {
    expect((await board(240_000)).json().rows[0].distance).toBe(732)
    expect(asked).toEqual([])
  })

  it('is read from the store for what is longer ago, to the same answer', async () => {
    const then = (await board(60_500)).json()
    expect(asked.length).toBeGreaterThan(0)
    expect(then.rows.map((r: { bib: string }) => r.bib)).toEqual(['105', '104', '103', '102', '101'])
    expect(then.rows[0]).toMatchObject({ distance: 184.53, currentPaceText: '5:28', raceTimeMs: 60_500 })
    const positions = await app.inject(`/api/races/${runId}/positions?at=${raceInfo.startTime + 60_500}`)
    expect(positions.json().rows[0]).toMatchObject({
      bib: '101',
      distance: 182.11,
      certainty: 'known',
      ageMs: 500,
    })
  })

  it('has everybody at the start before the gun', async () => {
    const { rows: before } = (await board(-5000)).json()
    expect(before.map((r: { distance: number }) => r.distance)).toEqual([0, 0, 0, 0, 0])
  })

  it('is read one question at a time, and too many at once are refused', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    hold = promise
    const answers = Array.from({ length: 20 }, (_, i) => board(30_000 + i * 1000))
    const waiting = Promise.all(answers)
    await new Promise((done) => setImmediate(done))
    expect(asked).toEqual(['latest'])
    resolve()
    const codes = (await waiting).map(({ statusCode }) => statusCode)
    expect(new Set(codes)).toEqual(new Set([200, 429]))
    expect((await board(30_000)).statusCode).toBe(200)
  })

  it('is not to be had of a race of which nothing is stored, but for its last minute', async () => {
    store.races = async () => []
    expect((await board(30_000)).json()).toMatchObject({
      ...{ status: 404, type: 'urn:racecast:problem:not-recorded' },
      detail: expect.stringContaining('ask for a moment of its last minute'),
    })
    expect((await board(290_000)).statusCode).toBe(200)
  })

  it('is had of the last minute of such a race also while somebody has only just come', async () => {
    store.races = async () => []
    const late = { ...race.state!.roster.get(1)!, id: 6, bib: '106' }
    race.say({ roster: [late], positions: [[6, 100, seconds * 1000, 0, 0, 0]] })
    expect((await board(298_000)).statusCode).toBe(200)
  })

  it('is a problem to come back for while the store is down', async () => {
    store.latest = async () => {
      throw new StoreUnavailable('locked')
    }
    const response = await board(30_000)
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '2'])
    expect((await board(290_000)).statusCode).toBe(200)
  })
})
