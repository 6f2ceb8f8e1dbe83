import { randomUUID } from 'node:crypto'
import type { Course } from '@racecast/courses'
import { openCatalogue } from '@racecast/courses/catalogue'
import { track400 } from '@racecast/courses/fixtures'
import { CourseLine } from '@racecast/courses/line'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openSink } from '../adapters/index.ts'
import { fixRow, GUN, raceRecord } from '../contract/index.ts'
import { FixFlag, type FixRow } from '../events/index.ts'
import { execute, queryFile } from '../testing/as-pinotdb.ts'
import { type Place, readyPlace } from '../testing/place.ts'
import { serversAreMissing, stackTimeout } from '../testing/servers.ts'

const crystal = openCatalogue().get('crystal')!
const line = new CourseLine(crystal)
const track = track400()
const runId = randomUUID()
const onTrack = randomUUID()
const [firstFence, , thirdFence] = crystal.fenceIntervals

/** A fix on the course, `s` seconds after the gun. */
function at(id: number, s: number, cm: number): FixRow {
  const [lon, lat] = line.pointAt(cm)
  const flags = cm === crystal.lengthCm ? FixFlag.finish : 0
  return fixRow(runId, id, s * 1000, { lon, lat, distance: cm / 100, course: 'crystal', flags })
}
const middleOf = ({ fromCm, toCm }: { fromCm: number; toCm: number }) => (fromCm + toCm) / 2

/**
 * 1 finishes first though he is published last, 2 finishes, 3 is in the fence for the second time after 4 s in it
 * before, 4 is the last, 5 has just started. A fix of 3 was published twice.
 */
const race: FixRow[] = [
  at(1, 900, 400_000),
  at(2, 900, 390_000 - 100_000),
  ...[1000, 1001, 1002, 1003].map((s) => at(3, s, middleOf(firstFence!))),
  at(3, 1001, middleOf(firstFence!)),
  at(3, 1020, 400_000),
  ...[1060, 1061].map((s) => at(3, s, middleOf(thirdFence!))),
  at(4, 1061, 100_000),
  at(5, 1061, 0),
  at(2, 1050.5, crystal.lengthCm),
  at(1, 1040.25, crystal.lengthCm),
]
const loopRace: FixRow[] = [0, track.lengthCm].map((cm, i) =>
  fixRow(onTrack, i + 1, 60_000, {
    lon: track.finish[0],
    lat: track.finish[1],
    distance: cm / 100,
    course: track.shortName,
  }),
)

describe.skipIf(serversAreMissing)('in the Pinot console', { timeout: stackTimeout }, () => {
  let place: Place
  const rowsOf = (name: string, run = runId) => execute(place, queryFile(place, name), { runId: run })
  const idsOf = async (name: string) => (await rowsOf(name)).map((row) => row.competitorId)

  beforeAll(async () => {
    const courses: Course[] = [crystal, track]
    place = await readyPlace(courses)
    const sink = openSink(place.eventsUrl)
    const record = { name: "Saturday's 5 km", course: 'crystal', startTime: GUN + 1000 }
    await sink.putRace(raceRecord({ runId, ...record }))
    await sink.putRace(raceRecord({ runId: onTrack, course: track.shortName, startTime: GUN }))
    // Newer than both, and gone: it is in no list.
    await sink.putRace(raceRecord({ runId: randomUUID(), startTime: GUN + 2000, visibility: 'deleted' }))
    await sink.putFixes([...race, ...loopRace])
    await sink.close()
    await vi.waitFor(
      async () => {
        const count = `SELECT COUNT(*) AS n FROM parkrun${place.suffix} option(skipUpsert=true)`
        expect(await execute(place, count)).toEqual([{ n: race.length + loopRace.length }])
        const races = `SELECT COUNT(*) AS n FROM races${place.suffix}`
        expect(await execute(place, races)).toEqual([{ n: 3 }])
      },
      { timeout: 60_000, interval: 50 },
    )
  }, stackTimeout)
  afterAll(() => place?.remove(), stackTimeout)

  it('the races are listed by the newest gun, with the names of their courses', async () => {
    expect(await rowsOf('races')).toEqual([
      {
        runId,
        name: "Saturday's 5 km",
        course: 'crystal',
        status: 'started',
        startTime: '2025-10-09 08:53:21',
        courseName: 'Crystal Palace',
      },
      expect.objectContaining({ runId: onTrack, courseName: track.longName }),
    ])
  })

  it("a race's geometry is the course's own", async () => {
    const [row] = await rowsOf('course')
    expect(row).toMatchObject({ courseName: 'Crystal Palace', courseDistance: crystal.lengthCm / 100 })
    const point = ([lon, lat]: readonly [number, number]) => `POINT (${lon} ${lat})`
    expect(row).toMatchObject({
      startLocation: point(crystal.start),
      endLocation: point(crystal.finish),
    })
    const numbers = (wkt: unknown) =>
      String(wkt)
        .match(/-?\d+(\.\d+)?/g)!
        .map(Number)
    expect(numbers(row!.courseMap)).toEqual(crystal.line.flat())
    expect(numbers(row!.geoFence)).toEqual(crystal.fence!.flat())
  })

  it('the leaderboard has finishers by time, then the field by distance', async () => {
    const board = await rowsOf('leaderboard')
    expect(board.map((row) => row.competitorId)).toEqual([1, 2, 3, 4, 5])
    expect(board[0]).toMatchObject({
      distanceCovered: 4966.5,
      distanceToGo: 0,
      pacePerKm: '03:29',
      raceTime: '00:17:20',
    })
    expect(board[3]).toMatchObject({ distanceCovered: 1000, distanceToGo: 3966.5, pacePerKm: '17:41' })
    expect(board[4]).toMatchObject({ pacePerKm: '', distanceToGo: 4966.5 })
  })

  it('the front and the back of the field are each other reversed, with places to draw', async () => {
    const [front, back] = [await rowsOf('front-of-the-field'), await rowsOf('back-of-the-field')]
    expect(front.map((row) => row.competitorId)).toEqual([1, 2, 3, 4, 5])
    expect(back.map((row) => row.competitorId)).toEqual([5, 4, 3, 2, 1])
    expect(front[0]).toMatchObject({ lon: crystal.finish[0], lat: crystal.finish[1], rawTime: 1040 })
  })

  it('who is in the fence is told by where they are now', async () => {
    expect(await idsOf('in-the-fence')).toEqual([3])
  })

  it('the time in the fence is the sum of visits, repeats not counted', async () => {
    expect(await rowsOf('time-in-the-fence')).toEqual([
      { competitorId: 3, secondsInside: 6, firstInside: 1000, lastInside: 1061 },
    ])
  })

  it('those at the finish are counted, on a loop without those at the start', async () => {
    expect(await rowsOf('finished-count')).toEqual([{ finished: 2 }])
    expect(await rowsOf('finished-count', onTrack)).toEqual([{ finished: 1 }])
  })

  it('who has just finished comes first', async () => {
    expect(await rowsOf('just-finished')).toEqual([
      { competitorId: 2, raceTime: '00:17:30', pacePerKm: '03:31' },
      { competitorId: 1, raceTime: '00:17:20', pacePerKm: '03:29' },
    ])
  })

  it('location = endLocation finds the finishers when the finish was asked for before', async () => {
    const finish = `SELECT endLocation FROM courses${place.suffix} WHERE shortName = %(course)s LIMIT 1`
    const [row] = await execute(place, finish, { course: 'crystal' })
    const finishers = `SELECT competitorId FROM parkrun${place.suffix}
      WHERE runId = %(runId)s AND location = %(endLocation)s ORDER BY competitorId LIMIT 10`
    const parameters = { runId, endLocation: String(row!.endLocation) }
    expect(await execute(place, finishers, parameters)).toEqual([{ competitorId: 1 }, { competitorId: 2 }])
  })
})
