import { Playout, RaceState } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { entry, raceInfo, snapshot } from '../testing/race.ts'
import { clockMs, pictureAt, underWay, withdrawnAt } from './picture.ts'

const lengthCm = 20_000
const playoutOf = (state: RaceState) => {
  const playout = new Playout(lengthCm, 1000)
  playout.takeAll(state.entities)
  return playout
}
const at = (state: RaceState, raceMs: number) =>
  pictureAt(state, playoutOf(state), lengthCm, state.race.startTime + raceMs, raceMs)

describe('the picture of one moment', () => {
  it('has nobody among the finishers before their dot is in', () => {
    const state = new RaceState(
      snapshot({
        positions: [[1, 20_000, 40_250, 5000, 5000, 4]],
        facts: [{ id: 1, start: 0, finish: 40_250 }],
      }),
    )
    expect(at(state, 40_249).finishers).toEqual([])
    expect(at(state, 40_249).onCourse).toHaveLength(3)
    expect(at(state, 40_250).finishers.map((f) => f.row.entry.id)).toEqual([1])
    expect(at(state, 40_250).onCourse).toHaveLength(2)
  })

  it('has nobody under way before the gun of their wave', () => {
    const { startTime } = raceInfo()
    const waves = ['1', '2'].map((wave, i) => ({ wave, startTime: startTime + i * 60_000 }))
    const roster = ['1', '2', '1'].map((wave, i) => entry(i + 1, { wave }))
    const state = new RaceState(snapshot({ race: raceInfo({ waves }), roster }))
    const idsAt = (raceMs: number) => underWay(at(state, raceMs)).map((row) => row.entry.id)
    expect([idsAt(59_999), idsAt(60_000)]).toEqual([
      [1, 3],
      [1, 2, 3],
    ])
  })

  it('lists the newest finisher first', () => {
    const state = new RaceState(
      snapshot({
        facts: [
          { id: 1, finish: 30_000 },
          { id: 2, finish: 35_000 },
          { id: 3, finish: 32_000 },
        ],
      }),
    )
    expect(at(state, 33_000).finishers.map((f) => f.row.entry.id)).toEqual([3, 1])
    expect(at(state, 36_000).finishers.map((f) => f.row.entry.id)).toEqual([2, 3, 1])
  })

  it('knows who is in the fence at that moment, the longest first, whatever was found out later', () => {
    const state = new RaceState(
      snapshot({
        positions: [1, 2, 3].map((id) => [id, 5000, 20_000, 1000, 1000, 0]),
        facts: [
          { id: 1, visits: [[10_000, 15_000]] },
          { id: 2, visits: [[8000, null]] },
          { id: 3, visits: [[19_000, null]] },
        ],
      }),
    )
    expect(at(state, 12_000).inFence.map((row) => row.entry.id)).toEqual([2, 1])
    expect(at(state, 20_000).inFence.map((row) => row.entry.id)).toEqual([2, 3])
    expect(at(state, 20_000).inFence[0]!.fenceMs).toBe(12_000)
  })

  it('counts who has given up and has them nowhere else', () => {
    const state = new RaceState(
      snapshot({
        roster: [entry(1), entry(2, { standing: 'DNF' })],
        facts: [{ id: 2, standingSince: 9000, visits: [[8000, null]] }],
      }),
    )
    expect(at(state, 8999)).toMatchObject({ withdrawn: 0, onCourse: { length: 2 }, inFence: { length: 1 } })
    expect(at(state, 9000)).toMatchObject({ withdrawn: 1, onCourse: { length: 1 }, inFence: { length: 0 } })
  })

  it('marks for a while where somebody gave up, and as long as they are followed, from the moment of it on', () => {
    const state = new RaceState(
      snapshot({
        roster: (['entered', 'DNF', 'DNS', 'DSQ'] as const).map((standing, i) => entry(i + 1, { standing })),
        facts: [
          { id: 2, standingSince: 9000 },
          { id: 4, standingSince: 9000 },
        ],
      }),
    )
    const drawn = (raceMs: number, ...followed: number[]) => {
      const { hidden, out } = withdrawnAt(state, playoutOf(state), raceMs, new Set(followed))
      return [[...hidden], [...out]]
    }
    expect(drawn(8999)).toEqual([[3], []])
    expect(drawn(9000)).toEqual([[3, 4], [[2, 9000]]])
    expect(drawn(129_000)).toEqual([[3, 4], [[2, 9000]]])
    expect(drawn(129_001)).toEqual([[2, 3, 4], []])
    expect(drawn(900_000, 2, 4)).toEqual([[3, 4], [[2, 9000]]])
  })

  it('marks for good who is not in when the race is over, where the board has them as having given up', () => {
    const race = raceInfo({ status: 'finished', finishedAt: raceInfo().startTime + 60_000 })
    const state = new RaceState(
      snapshot({
        race,
        roster: [1, 2, 3].map((id) => entry(id)),
        facts: [
          { id: 1, start: 0, finish: 50_000 },
          { id: 2, start: 0 },
        ],
      }),
    )
    const drawn = (raceMs: number) =>
      Object.values(withdrawnAt(state, playoutOf(state), raceMs, new Set())).map((all) => [...all])
    expect(drawn(59_999)).toEqual([[], []])
    expect(drawn(900_000)).toEqual([[3], [[2, 60_000]]])
    expect(at(state, 900_000).board.map(({ entry }) => entry.standing)).toEqual(['entered', 'DNF'])
  })

  it('has who came in after the end that a race was given for in, on the board and on the map alike', () => {
    const { startTime } = raceInfo()
    const race = raceInfo({ status: 'official', simulated: false, finishedAt: startTime + 60_000 })
    const state = new RaceState(
      snapshot({
        race,
        roster: [1, 2, 3].map((id) => entry(id)),
        positions: [
          [1, 20_000, 61_000, 0, 3000, 4],
          [2, 5000, 59_000, 3000, 3000, 0],
          [3, 5000, 59_000, 3000, 3000, 0],
        ],
        facts: [
          { id: 1, start: 0, finish: 61_000 },
          { id: 2, start: 0 },
        ],
      }),
    )
    const { board, finishers } = at(state, 60_000)
    expect(board.map(({ entry: { id, standing }, finished }) => [id, standing, finished])).toEqual([
      [1, 'entered', true],
      [2, 'DNF', false],
      [3, 'DNF', false],
    ])
    expect(finishers.map(({ row, at: ms }) => [row.entry.id, row.raceMs, ms])).toEqual([[1, 61_000, 61_000]])
    const { hidden, out } = withdrawnAt(state, playoutOf(state), 60_000, new Set())
    expect([[...hidden], [...out]]).toEqual([
      [],
      [
        [2, 60_000],
        [3, 60_000],
      ],
    ])
    // A second before they were under way, all three.
    expect(at(state, 59_000).onCourse).toHaveLength(3)
  })

  it('stops the big clock when the race is over', () => {
    const race = raceInfo({ status: 'finished', finishedAt: 1_000_100_000 })
    expect(clockMs({ race, raceMs: 500_000, phase: 'finished' })).toBe(100_000)
    expect(clockMs({ race, raceMs: 99_000, phase: 'running' })).toBe(99_000)
  })
})
