import {
  boardAt,
  type Expected,
  type Facts,
  Playout,
  type Position,
  RaceState,
} from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { entry, raceInfo, snapshot } from '../../testing/race.ts'
import { runnerCard } from './runner-card.ts'
import { SplitPlaces } from './split-places.ts'

const course = { lengthCm: 500_000, fenceIntervals: [] }
const raceMs = 700_000
const km = 100_000

function given(facts: Facts[], cm: number[] = [230_000, 240_000, 210_000], changes = {}) {
  const race = raceInfo(changes)
  const positions = cm.map((at, i): Position => [i + 1, at, raceMs, 3300, 3300, 0])
  const roster = cm.map((_, i) => entry(i + 1, { wave: i === 2 ? 'B' : 'A' }))
  const state = new RaceState(snapshot({ race, roster, positions, facts }))
  const playout = new Playout(course.lengthCm, 1000)
  playout.takeAll(state.entities)
  const board = boardAt(state, playout, course.lengthCm, raceMs)
  const rowOf = (id: number) => board.find((row) => row.entry.id === id)!
  return { picture: { race, raceMs, board, facts: state.facts }, rowOf }
}

describe('the card of a runner', () => {
  const facts: Facts[] = [
    { id: 1, start: 0, splits: [310_000, 600_000, 750_000] },
    { id: 2, start: 0, splits: [290_000, 590_000] },
    { id: 3, start: 0, splits: [280_000, 640_000] },
  ]

  it('has the splits that were passed at its moment, with pace, place and places won and lost', () => {
    const { picture, rowOf } = given(facts)
    const places = new SplitPlaces()
    expect(runnerCard(picture, course, rowOf(1), [], places, km).splits).toEqual([
      { cm: km, ms: 310_000, pace: 310, place: 3, gained: null },
      { cm: 2 * km, ms: 600_000, pace: 290, place: 2, gained: 1 },
    ])
    expect(runnerCard(picture, course, rowOf(3), [], places, km).splits.map(({ gained }) => gained)).toEqual([
      null,
      -2,
    ])
  })

  it('expects nobody anywhere once the race has been stopped, but says what was expected before', () => {
    const at = (finishedAt: number) => {
      const { picture, rowOf } = given(facts, undefined, { status: 'finished', finishedAt })
      return runnerCard(picture, course, rowOf(1), [400_000], new SplitPlaces(), km)
    }
    const { startTime } = raceInfo()
    const stopped = at(startTime + raceMs)
    expect([stopped.finish, stopped.spots[0]!.expected, stopped.ahead[0]!.expected]).toEqual([
      null,
      null,
      null,
    ])
    expect(at(startTime + raceMs + 60_000).finish).not.toBeNull()
  })

  it('says of when a spot was passed whether that is measured: between two kilometres only the recorded line tells', () => {
    const { picture, rowOf } = given(facts)
    const spots = [150_000, 200_000, 400_000]
    const measured = (traced?: ReadonlyMap<number, number>) =>
      runnerCard(picture, course, rowOf(1), spots, new SplitPlaces(), km, traced).spots.map(
        ({ passedMs, isMeasured }) => [passedMs, isMeasured],
      )
    expect(measured()).toEqual([
      [455_000, false],
      [600_000, true],
      [null, false],
    ])
    expect(measured(new Map([[150_000, 470_000]]))[0]).toEqual([470_000, true])
  })

  it('expects the kilometres that are left, the finish and each pass of a spot that is still ahead', () => {
    const { picture, rowOf } = given(facts)
    const card = runnerCard(picture, course, rowOf(1), [100_000, 250_000, 400_000], new SplitPlaces(), km)
    expect(card.ahead.map(({ cm }) => cm)).toEqual([300_000, 400_000, course.lengthCm])
    expect(card.spots.map(({ isPassed, expected }) => [isPassed, expected !== null])).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ])
    // Where kilometres were measured it is when they were; what is ahead has no time of a passage.
    expect(card.spots.map(({ passedMs }) => passedMs)).toEqual([310_000, null, null])
    const times = [card.spots[1]!, card.ahead[0]!, card.ahead[1]!].map(({ expected }) => expected!.raceMs)
    expect([raceMs, ...times, card.finish!.raceMs]).toEqual(
      [raceMs, ...times, card.finish!.raceMs].toSorted((a, b) => a - b),
    )
    const width = ({ early, late }: Expected) => late - early
    expect(width(card.finish!)).toBeGreaterThan(width(card.spots[1]!.expected!))
  })

  it('ends its splits with the finish: expected, and then as it was run', () => {
    const finished: Facts = { id: 1, start: 0, splits: [150_000, 300_000, 450_000, 580_000], finish: 689_400 }
    const { picture, rowOf } = given([finished, ...facts.slice(1)])
    // As it is recorded: in whole seconds, up.
    const one = runnerCard(picture, course, rowOf(1), [], new SplitPlaces(), km)
    expect(one.splits.at(-1)).toEqual({ cm: course.lengthCm, ms: 690_000, pace: 110, place: 1, gained: 0 })
    expect(one.ahead).toEqual([])
    const other = runnerCard(picture, course, rowOf(2), [], new SplitPlaces(), km)
    expect(other.ahead.at(-1)).toMatchObject({ cm: course.lengthCm, isPassed: false, expected: other.finish })
  })

  it('tells no pace over a last piece of a few metres', () => {
    const short = { ...course, lengthCm: 200_500 }
    const { picture, rowOf } = given([{ id: 1, start: 0, splits: [300_000, 600_000], finish: 601_000 }])
    const row = { ...rowOf(1), cm: short.lengthCm, toGoCm: 0 }
    expect(runnerCard(picture, short, row, [], new SplitPlaces(), km).splits.at(-1)!.pace).toBe(null)
  })

  it('counts places by net time where there are waves', () => {
    const waves = [
      { wave: 'A', startTime: 1_000_000_000 },
      { wave: 'B', startTime: 1_000_060_000 },
    ]
    const { picture, rowOf } = given(facts, undefined, { waves })
    const card = runnerCard(picture, course, rowOf(3), [], new SplitPlaces(), km)
    expect(card.splits.map(({ ms, place }) => [ms, place])).toEqual([
      [220_000, 1],
      [580_000, 1],
    ])
  })

  it('tells no places won or lost with waves until everybody has been there', () => {
    const waves = [
      { wave: 'A', startTime: 1_000_000_000 },
      { wave: 'B', startTime: 1_000_060_000 },
    ]
    const gained = (changes: object) => {
      const { picture, rowOf } = given(facts, undefined, { waves, ...changes })
      return runnerCard(picture, course, rowOf(1), [], new SplitPlaces(), km).splits.map(
        (split) => split.gained,
      )
    }
    expect(gained({})).toEqual([null, null])
    expect(gained({ status: 'finished', finishedAt: 1_000_000_000 + raceMs })).toEqual([null, 0])
  })

  it('calls its places so far with waves, where somebody may still have been quicker, until all is over', () => {
    const waves = ['A', 'B'].map((wave, i) => ({ wave, startTime: 1_000_000_000 + i * 60_000 }))
    const isSettled = (changes: object) => {
      const { picture, rowOf } = given(facts, undefined, changes)
      return runnerCard(picture, course, rowOf(1), [], new SplitPlaces(), km).isSettled
    }
    expect([isSettled({}), isSettled({ waves })]).toEqual([true, false])
    expect(isSettled({ waves, status: 'finished', finishedAt: 1_000_000_000 + raceMs })).toBe(true)
  })

  it('counts nobody at a place who is disqualified, and whoever is in the race again', () => {
    const { picture, rowOf } = given(facts)
    const places = new SplitPlaces()
    const of = (board: typeof picture.board) =>
      runnerCard({ ...picture, board }, course, rowOf(1), [], places, km).splits.map(({ place }) => place)
    expect(of(picture.board)).toEqual([3, 2])
    expect(of(picture.board.filter(({ entry }) => entry.id !== 2))).toEqual([2, 1])
    expect(of([...picture.board])).toEqual([3, 2])
  })

  it('counts who was there before and was without a fix, once that is known', () => {
    const { picture, rowOf } = given(facts)
    const places = new SplitPlaces()
    const known = new Map(picture.facts)
    const at = (raceMs: number) =>
      runnerCard({ ...picture, facts: known, raceMs }, course, rowOf(2), [], places, km).splits[1]?.place
    known.set(3, { id: 3, start: 0, splits: [280_000] })
    expect(at(raceMs)).toBe(1)
    known.set(3, { id: 3, start: 0, splits: [280_000, 570_000] })
    expect(at(raceMs + 30_000)).toBe(2)
  })

  it('says of my spot what the recorded line says, and what lies between two kilometres where there is none', () => {
    const { picture, rowOf } = given(facts)
    const passed = (traced?: ReadonlyMap<number, number>) =>
      runnerCard(picture, course, rowOf(1), [150_000, 400_000], new SplitPlaces(), km, traced).spots.map(
        ({ passedMs }) => passedMs,
      )
    expect(passed()).toEqual([455_000, null])
    // A stop, or a line that is known further than the moment shown.
    expect(
      passed(
        new Map([
          [150_000, 490_000],
          [400_000, 900_000],
        ]),
      ),
    ).toEqual([490_000, null])
  })

  it('does not guess a pace or a change across a split that is not known', () => {
    const { picture, rowOf } = given([{ id: 1, start: 0, splits: [null, 600_000] }, ...facts.slice(1)])
    expect(runnerCard(picture, course, rowOf(1), [], new SplitPlaces(), km).splits).toEqual([
      { cm: 2 * km, ms: 600_000, pace: null, place: 2, gained: null },
    ])
  })

  it('has miles for who reads miles: passages between two kilometres, paces as ever', () => {
    const mile = 160_934.4
    const { picture, rowOf } = given(facts)
    const card = runnerCard(picture, course, rowOf(1), [], new SplitPlaces(), mile)
    const ms = 310_000 + 290_000 * 0.609344
    expect(card.splits).toEqual([{ cm: mile, ms, pace: ms / 1000 / 1.609344, place: 2, gained: null }])
    expect(card.ahead.map(({ cm }) => cm)).toEqual([2 * mile, 3 * mile, course.lengthCm])
  })
})
