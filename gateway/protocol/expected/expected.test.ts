import { openCatalogue } from '@racecast/courses/catalogue'
import { simulateRace } from '@racecast/generator/simulation'
import { describe, expect, it } from 'vitest'
import { straightCourse } from '../../fixtures/course.ts'
import { raceInfo, rosterEntry } from '../../fixtures/race.ts'
import type { BoardRow } from '../board-row.ts'
import type { Facts } from '../messages.ts'
import { runnerAt } from '../testing/runner-at.ts'
import { expectedAt, forecastOf } from './expected.ts'
import { stopHabitAt } from './stop-habit.ts'

/** A runner at a steady pace of `secondsPerKm` at `cm` of the straight 2 km, with its splits. */
function steady(cm: number, secondsPerKm = 300, stoodMs = 0) {
  const raceMs = (cm / 100) * secondsPerKm + stoodMs
  const row: BoardRow = {
    position: 1,
    entry: rosterEntry(1),
    slot: 0,
    cm,
    toGoCm: straightCourse.lengthCm - cm,
    raceMs,
    placedMs: raceMs,
    averagePace: (raceMs * 100) / cm,
    currentPace: secondsPerKm,
    gapMs: null,
    finished: false,
    fenceSince: null,
    fenceMs: 0,
    certainty: 'known',
    ageMs: 0,
  }
  const splits = cm > 100_000 ? [1000 * secondsPerKm + stoodMs] : []
  const facts: Facts = { id: 1, start: 0, splits }
  return { row, facts }
}

describe('an expected time', () => {
  it('holds the truth in its band four times in five, however far ahead, at any stage, on any course', () => {
    const catalogue = openCatalogue()
    const courses = catalogue.list()
    const cells = new Map<string, { held: number; of: number }>()
    for (const course of courses) {
      for (let seed = 1; seed <= 6; seed++) {
        const request = { competitors: 100, stoppingRatio: 0.1, minPause: 10, maxPause: 60, seed }
        const { plans } = simulateRace(request, course, raceInfo.startTime)
        for (const stage of [0.03, 0.1, 0.3, 0.5, 0.75, 0.95]) {
          for (const ahead of [0.005, 0.05, 0.2, 1]) {
            for (const plan of plans) {
              const raceMs = Math.round((plan.finishMs! * stage) / 1000) * 1000
              const { row, facts } = runnerAt(plan, course, rosterEntry(1), raceMs)
              const cm = Math.min(course.lengthCm, Math.round(row.cm + ahead * course.lengthCm))
              if (ahead < 1 && cm === course.lengthCm) continue
              const expected = expectedAt(raceInfo, course, row, facts, cm)!
              const truth = plan.timeAtCm(cm)!
              const key = `${course.shortName}, at ${stage}, ${ahead} ahead`
              const cell = cells.get(key) ?? { held: 0, of: 0 }
              cells.set(key, cell)
              cell.of++
              if (expected.early <= truth && truth <= expected.late) cell.held++
            }
          }
        }
      }
    }
    // 600 runners a cell: chance alone makes 1.6 points.
    const shares = [...cells].map(([key, { held, of }]) => ({ key, share: held / of }))
    expect(shares).toHaveLength(courses.length * 23)
    expect(shares.filter(({ share }) => share < 0.72 || share > 0.94)).toEqual([])
    const all = shares.reduce((sum, { share }) => sum + share, 0) / shares.length
    expect(Math.abs(all - 0.8)).toBeLessThan(0.04)
  })

  it('holds it as often where many stop for long, or nobody does, once the field has shown that', () => {
    const courses = openCatalogue()
      .list()
      .filter(({ fenceIntervals }) => fenceIntervals.length > 0)
    expect(courses.length).toBeGreaterThan(0)
    for (const [stoppingRatio, minPause, maxPause] of [
      [0, 10, 60],
      [0.35, 40, 240],
      [0.8, 60, 120],
    ] as const) {
      const learnt = { held: 0, of: 0 }
      const believed = { held: 0, of: 0 }
      for (const course of courses) {
        for (let seed = 1; seed <= 6; seed++) {
          const request = { competitors: 100, stoppingRatio, minPause, maxPause, seed }
          const { plans } = simulateRace(request, course, raceInfo.startTime)
          const slowest = Math.max(...plans.map(({ finishMs }) => finishMs!))
          for (const stage of [0.5, 0.6, 0.7, 0.8]) {
            const raceMs = Math.round((slowest * stage) / 1000) * 1000
            const all = plans.map((plan, i) => runnerAt(plan, course, rosterEntry(i + 1), raceMs))
            const facts = new Map(all.map((one, i) => [i + 1, one.facts]))
            const board = all.map(({ row }) => row)
            const behind = board.filter(({ cm }) => cm > course.fenceIntervals.at(-1)!.toCm)
            if (behind.length < 30) continue
            const habit = stopHabitAt({ race: raceInfo, raceMs, board, facts }, course)
            plans.forEach((plan, i) => {
              if (board[i]!.finished) return
              const truth = plan.timeAtCm(course.lengthCm)!
              for (const [count, by] of [
                [learnt, habit],
                [believed, undefined],
              ] as const) {
                const band = expectedAt(raceInfo, course, board[i]!, facts.get(i + 1), course.lengthCm, by)!
                count.of++
                if (band.early <= truth && truth <= band.late) count.held++
              }
            })
          }
        }
      }
      expect(learnt.of).toBeGreaterThan(500)
      const off = ({ held, of }: typeof learnt) => Math.abs(held / of - 0.8)
      const shares = `${stoppingRatio}: learnt ${learnt.held / learnt.of}, believed ${believed.held / believed.of}`
      expect(off(learnt), shares).toBeLessThan(0.08)
      if (stoppingRatio > 0.1) expect(off(learnt), shares).toBeLessThan(off(believed))
    }
  })

  it('comes nearer and surer the nearer the place', () => {
    const bands = [10_000, 60_000, 120_000, 190_000].map((cm) => {
      const { row, facts } = steady(cm)
      const { early, late } = expectedAt(raceInfo, straightCourse, row, facts, 200_000)!
      return late - early
    })
    expect(bands).toEqual([...bands].sort((a, b) => b - a))
    expect(bands.at(-1)).toBeLessThan(10_000)
  })

  it('takes a stop in the fence for a stop, not for slow running', () => {
    const { row, facts } = steady(150_000, 300, 60_000)
    const without = steady(150_000)
    facts.splits = [360_000]
    facts.visits = [[270_000, 360_000]]
    const stopped = expectedAt(raceInfo, straightCourse, row, facts, 200_000)!
    const ran = expectedAt(raceInfo, straightCourse, without.row, without.facts, 200_000)!
    expect(Math.abs(stopped.raceMs - ran.raceMs - 60_000)).toBeLessThan(2000)
  })

  it('is wider for who runs unevenly', () => {
    const course = { ...straightCourse, lengthCm: 1_000_000, fenceIntervals: [] }
    const band = (swing: number) => {
      const { row } = steady(650_000)
      const splits = [1, 2, 3, 4, 5, 6].map((km) => km * 300_000 + (km % 2 ? swing : -swing))
      const { early, late } = expectedAt(raceInfo, course, row, { id: 1, start: 0, splits }, 1_000_000)!
      return late - early
    }
    expect(band(20_000)).toBeGreaterThan(2 * band(0))
  })

  it('is never earlier than the moment that is shown: who is late is still to come', () => {
    const { row, facts } = steady(100_000)
    const late = { ...row, raceMs: row.raceMs + 900_000, certainty: 'frozen' as const }
    expect(expectedAt(raceInfo, straightCourse, late, facts, 110_000)).toEqual({
      raceMs: late.raceMs,
      early: late.raceMs,
      late: late.raceMs,
    })
  })

  it('is by the gun of the race, also for a later wave', () => {
    const { row, facts } = steady(100_000)
    const race = { ...raceInfo, waves: [{ wave: 'B', startTime: raceInfo.startTime + 60_000 }] }
    const entry = { ...row.entry, wave: 'B' }
    const own = { ...facts, start: 60_000 }
    const first = expectedAt(raceInfo, straightCourse, row, facts, 150_000)!
    const second = expectedAt(race, straightCourse, { ...row, entry }, own, 150_000)!
    expect(second).toEqual({
      raceMs: first.raceMs + 60_000,
      early: first.early + 60_000,
      late: first.late + 60_000,
    })
  })

  it('is not given for a place that was passed, beyond the finish, nor for who is in, out or not off yet', () => {
    const { row, facts } = steady(100_000)
    const forecast = forecastOf(raceInfo, straightCourse, row, facts)!
    expect([100_000, 40_000, 200_001].map((cm) => forecast.at(cm))).toEqual([null, null, null])
    for (const changes of [
      { finished: true },
      { averagePace: null },
      { entry: { ...row.entry, standing: 'DNF' as const } },
    ]) {
      expect(forecastOf(raceInfo, straightCourse, { ...row, ...changes }, facts)).toBeNull()
    }
  })
})
