import { type BoardRow, boardAt, Playout, RaceState } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { entry, raceInfo, snapshot } from '../../testing/race.ts'
import { arrivalsAt } from './arrivals.ts'

const course = { lengthCm: 1_000_000, fenceIntervals: [] }
const raceMs = 600_000

/** Runners 1, 2, ... after ten minutes, each where it says, cm. */
function moment(...cm: number[]) {
  const race = raceInfo()
  const positions = cm.map((at, i): [number, number, number, number, number, number] => {
    const speed = Math.round((at * 10_000) / raceMs)
    return [i + 1, at, raceMs, speed, speed, 0]
  })
  const state = new RaceState(snapshot({ race, roster: cm.map((_, i) => entry(i + 1)), positions }))
  const playout = new Playout(course.lengthCm, 1000)
  playout.takeAll(state.entities)
  const board: BoardRow[] = boardAt(state, playout, course.lengthCm, raceMs)
  return { race, raceMs, board, facts: state.facts }
}
const few = { withinMs: 300_000, most: 10 }

describe('who comes by a place', () => {
  it('is told soonest first, and nobody who has passed it or is too far away', () => {
    const now = moment(205_000, 180_000, 199_000, 120_000, 60_000)
    const arrivals = arrivalsAt(now, now.facts, course, [200_000], few)
    expect(arrivals.map(({ row }) => row.entry.id)).toEqual([3, 2])
    const [first] = arrivals
    expect(first!.expected.raceMs - raceMs).toBeGreaterThan(2000)
    expect(first!.expected.raceMs - raceMs).toBeLessThan(5000)
    expect(first!.expected.early).toBeLessThan(first!.expected.raceMs)
    expect(first!.expected.late).toBeGreaterThan(first!.expected.raceMs)
  })

  it('has those first who are meant, however many come sooner', () => {
    const now = moment(199_000, 180_000, 190_000)
    const arrivals = arrivalsAt(now, now.facts, course, [200_000], { ...few, most: 2, first: [null, '2'] })
    expect(arrivals.map(({ row }) => row.entry.id)).toEqual([2, 1])
  })

  it('counts each pass by itself where the course comes back', () => {
    const now = moment(198_000, 297_000)
    const arrivals = arrivalsAt(now, now.facts, course, [200_000, 300_000], few)
    expect(arrivals.map(({ row, cm }) => [row.entry.id, cm])).toEqual([
      [1, 200_000],
      [2, 300_000],
    ])
    const longer = arrivalsAt(now, now.facts, course, [200_000, 300_000], { withinMs: 900_000, most: 10 })
    expect(longer.map(({ row, cm }) => [row.entry.id, cm])).toContainEqual([1, 300_000])
  })

  it('has no more than are asked for, and never misses one for having looked at a part only', () => {
    const now = moment(...Array.from({ length: 200 }, (_, i) => 100_000 + i * 450))
    const all = arrivalsAt(now, now.facts, course, [200_000], { withinMs: 240_000, most: 500 })
    const far = arrivalsAt(now, now.facts, course, [200_000], { withinMs: 3_600_000, most: 500 })
    expect(all).toEqual(far.filter(({ expected }) => expected.raceMs <= raceMs + 240_000))
    expect(all.length).toBeGreaterThan(50)
    expect(arrivalsAt(now, now.facts, course, [200_000], { withinMs: 240_000, most: 3 })).toEqual(
      all.slice(0, 3),
    )
  })

  it('leaves out who is in, and who has not set off', () => {
    const now = moment(199_000, 0)
    const board = now.board.map((row) => ({ ...row, finished: row.entry.id === 1 }))
    expect(arrivalsAt({ ...now, board }, now.facts, course, [200_000], few)).toEqual([])
  })
})
