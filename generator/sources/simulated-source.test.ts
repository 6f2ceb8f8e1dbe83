import type { Course } from '@racecast/courses'
import { CourseLine } from '@racecast/courses/line'
import type { CreateRace, FixRow } from '@racecast/pinot/events'
import { describe, expect, it } from 'vitest'
import { activateRace } from '../race/active-race.ts'
import { simulateRace } from '../race/simulation.ts'
import { track } from '../testing/courses.ts'

const GUN = 1_760_000_000_000
const S = (seconds: number) => GUN + seconds * 1000

const simulate = (request: Omit<CreateRace, 'course'> = {}, course: Course = track) =>
  simulateRace({ seed: 11, fastest: 200, slowest: 400, competitors: 20, ...request }, course, GUN)

function byCompetitor(rows: readonly FixRow[]): Map<number, FixRow[]> {
  return Map.groupBy(rows, ({ competitorId }) => competitorId)
}

describe('the rows of a simulated race', () => {
  it('begin with everybody on the start flag at the gun, and not before', () => {
    const { rowsUpTo } = simulate()
    expect(rowsUpTo(S(-1))).toEqual([])
    const rows = rowsUpTo(S(0))
    expect(rows).toHaveLength(20)
    for (const row of rows) {
      expect(row).toMatchObject({ timestamp: GUN, raceTimeMs: 0, rawTime: 0, distance: 0, flags: 0 })
      expect([row.lon, row.lat]).toEqual(track.start)
    }
  })

  it('are at whole seconds with everybody who runs, and a finish at its exact instant on the flag', () => {
    const { rowsUpTo, plans } = simulate()
    const rows = rowsUpTo(S(400))
    for (const [id, own] of byCompetitor(rows)) {
      const { finishMs } = plans[id - 1]!
      const last = own.at(-1)!
      expect(last).toMatchObject({
        timestamp: GUN + finishMs!,
        raceTimeMs: finishMs,
        rawTime: Math.floor(finishMs! / 1000),
        distance: track.officialM,
        lon: track.finish[0],
        lat: track.finish[1],
        flags: 1,
      })
      const seconds = own.slice(0, -1).map(({ timestamp }) => timestamp)
      expect(seconds).toEqual(Array.from({ length: Math.ceil(finishMs! / 1000) }, (_, s) => S(s)))
    }
    expect(byCompetitor(rows).size).toBe(20)
  })

  it('never go backwards, and lie where the plan and the line say', () => {
    const { rowsUpTo, plans } = simulate()
    const line = new CourseLine(track)
    for (const [id, own] of byCompetitor(rowsUpTo(S(400)))) {
      for (const [i, row] of own.entries()) {
        expect(row.distance).toBeGreaterThanOrEqual(own[i - 1]?.distance ?? 0)
        expect(Math.abs(row.distance * 100 - plans[id - 1]!.positionCm(row.raceTimeMs))).toBeLessThan(0.06)
        expect(line.offsetM(row.lon, row.lat, row.distance * 100)).toBeLessThan(0.02)
      }
    }
  })

  it('end at the official distance also where that is less than whole centimetres', () => {
    const course = { ...track, officialM: 399.9951, lengthCm: 40_000 }
    for (const own of byCompetitor(simulate({}, course).rowsUpTo(S(400))).values()) {
      expect(own.at(-1)?.distance).toBe(399.9951)
      for (const { distance } of own.slice(0, -1)) expect(distance).toBeLessThan(399.9951)
    }
  })

  it('are the same however they are taken', () => {
    const [one, two] = [simulate(), simulate()]
    const whole = one.rowsUpTo(S(400))
    const inSteps = Array.from({ length: 401 }, (_, s) => two.rowsUpTo(S(s))).flat()
    const key = ({ competitorId, timestamp, distance }: FixRow) => [competitorId, timestamp, distance]
    expect(inSteps.map(key)).toEqual(whole.map(key))
  })

  it('of who loses the signal are missing once for 5 to 60 s; the finish never is', () => {
    const { rowsUpTo, plans } = simulate({ dropoutRatio: 1, stoppingRatio: 0 })
    for (const [id, own] of byCompetitor(rowsUpTo(S(400)))) {
      const { dropout } = plans[id - 1]!
      for (const { raceTimeMs, flags } of own) {
        if (flags === 0) expect(raceTimeMs > dropout!.fromMs && raceTimeMs < dropout!.toMs).toBe(false)
      }
      const silence = Math.max(...own.slice(1).map((row, i) => row.timestamp - own[i]!.timestamp))
      expect(silence).toBeGreaterThan(1000)
      expect(own.at(-1)?.flags).toBe(1)
    }
  })

  it('of who wanders leave the course for up to 120 m and come back, the distance going on', () => {
    const { rowsUpTo, plans } = simulate({ wanderRatio: 0.5, slowest: 900, fastest: 600 })
    const line = new CourseLine(track)
    const off = [...byCompetitor(rowsUpTo(S(900)))].map(([id, own]) => {
      const offsets = own.map((row) => line.offsetM(row.lon, row.lat, row.distance * 100))
      for (const [i, metres] of offsets.entries()) {
        // Nobody jumps, not even aside.
        expect(Math.abs(metres - (offsets[i - 1] ?? 0))).toBeLessThan(15)
      }
      expect(offsets.at(-1)).toBe(0)
      expect(plans[id - 1]!.wander === null).toBe(Math.max(...offsets) < 1)
      return Math.max(...offsets)
    })
    const away = off.filter((metres) => metres > 1)
    expect(away).toHaveLength(10)
    expect(Math.min(...away)).toBeGreaterThan(50)
    expect(Math.max(...away)).toBeLessThanOrEqual(121)
  })

  it('of who gives up end there, without a finish', () => {
    const { rowsUpTo, plans } = simulate({ dnfRatio: 0.5 })
    const own = byCompetitor(rowsUpTo(S(400)))
    for (const [i, { dnfMs }] of plans.entries()) {
      const last = own.get(i + 1)!.at(-1)!
      expect(last.flags).toBe(dnfMs === null ? 1 : 0)
      if (dnfMs !== null) expect(last.raceTimeMs).toBe(Math.floor(dnfMs / 1000) * 1000)
    }
  })

  it('have receivers with errors stray as far as asked, and never go backwards', () => {
    const { rowsUpTo, plans } = simulate({ gpsNoiseM: 4, competitors: 60, stoppingRatio: 0.5 })
    const line = new CourseLine(track)
    const squares: number[] = []
    for (const [id, own] of byCompetitor(rowsUpTo(S(500)))) {
      for (const [i, row] of own.entries()) {
        expect(row.distance).toBeGreaterThanOrEqual(own[i - 1]?.distance ?? 0)
        expect(row.distance === 400).toBe(row.flags === 1)
        if (row.flags === 1 || row.distance === 0) continue
        expect(row.accuracy).toBe(4)
        const truth = plans[id - 1]!.positionCm(row.raceTimeMs)
        squares.push(line.offsetM(row.lon, row.lat, truth) ** 2)
        expect(Math.abs(row.distance * 100 - truth)).toBeLessThan(3500)
      }
      expect(own.at(-1)).toMatchObject({ flags: 1, distance: 400 })
    }
    // Two axes of sigma 4 m each.
    const rms = Math.sqrt(squares.reduce((sum, v) => sum + v, 0) / squares.length)
    expect(rms).toBeGreaterThan(0.85 * 4 * Math.SQRT2)
    expect(rms).toBeLessThan(1.15 * 4 * Math.SQRT2)
  })
})

describe('a simulated source that takes up a race', () => {
  const { record: made } = simulate({ gpsNoiseM: 3, competitors: 30, fastest: 800, slowest: 1200 })
  const record = { ...made, plan: made.plan! }
  const take = (newest: number | null, now: number, backlogMs = 120_000) =>
    activateRace({ record, course: track, newest, backlogMs }).source.take(S(now), 1e9)?.rows ?? []

  it('sends the last acknowledged second again and then what is missing', () => {
    const seconds = new Set(take(S(100), 110).map(({ timestamp }) => timestamp))
    expect([...seconds]).toEqual(Array.from({ length: 11 }, (_, k) => S(100 + k)))
  })

  it('gives the rows that would have been given without a restart, errors of receivers included', () => {
    const whole = activateRace({ record, course: track, newest: null, backlogMs: 1e9 }).source
    const expected = whole.take(S(300), 1e9)!.rows.filter(({ timestamp }) => timestamp >= S(250))
    expect(take(S(250), 300)).toEqual(expected)
  })

  it('leaves out seconds older than the backlog but no finish', () => {
    const rows = take(S(10), 450)
    const seconds = rows.filter(({ flags }) => flags === 0)
    expect(Math.min(...seconds.map(({ timestamp }) => timestamp))).toBe(S(331))
    const finishes = rows.filter(({ flags }) => flags === 1)
    const all = take(null, 450, 1e9).filter(({ flags }) => flags === 1)
    expect(finishes.length).toBeGreaterThan(10)
    expect(finishes).toEqual(all)
    expect(finishes.some(({ timestamp }) => timestamp < S(331))).toBe(true)
  })

  it('gives the same again until it is acknowledged, in batches of about the size asked for', () => {
    const { source } = activateRace({ record, course: track, newest: S(100), backlogMs: 120_000 })
    const first = source.take(S(110), 60)!
    expect(first.rows).toHaveLength(60)
    expect(source.take(S(110), 60)).toEqual(first)
    expect(source.acknowledged).toBe(S(100))
    source.acknowledge(first)
    expect(source.acknowledged).toBe(S(101))
    expect(source.take(S(110), 60)?.rows[0]?.timestamp).toBe(S(102))
  })
})
