import { describe, expect, it } from 'vitest'
import { raceInfo, startSnapshot } from '../fixtures/race.ts'
import { writtenOut } from './board-moment.ts'
import { EntityFlag } from './entity-flag.ts'
import type { Facts, FrontPassage, Position, RaceInfo, RosterEntry } from './messages.ts'
import { Playout } from './playout.ts'
import { RaceState } from './race-state.ts'
import { boardAt, standingsAt } from './standings.ts'

const lengthCm = 500_000

interface Given {
  positions: Position[]
  facts?: Facts[]
  front?: FrontPassage[]
  roster?: Record<number, Partial<RosterEntry>>
  race?: Partial<RaceInfo>
}

function board({ positions, facts = [], front = [], roster = {}, race = {} }: Given, raceMs: number) {
  const start = startSnapshot(4, 1, { ...raceInfo, ...race })
  const entries = start.roster.map((entry) => ({ ...entry, ...roster[entry.id] }))
  const state = new RaceState({ ...start, roster: entries, positions, facts, front })
  const playout = new Playout(lengthCm, 1000, 64)
  playout.takeAll(state.entities)
  return boardAt(state, playout, lengthCm, raceMs)
}
const order = (rows: ReturnType<typeof board>) => rows.map(({ entry }) => entry.id)
const running = (id: number, cm: number, t = 600_000): Position => [id, cm, t, 3000, 3000, 0]
const done = (id: number, t: number): Position => [id, lengthCm, t, 0, 3000, EntityFlag.finished]

describe('the board', () => {
  it('places nobody who crosses the line after race control took them out of the race (W-9)', () => {
    const given = {
      positions: [done(1, 590_000), done(2, 580_000)],
      facts: [
        { id: 1, finish: 590_000 },
        { id: 2, finish: 580_000, standingSince: 500_000 },
      ],
      roster: { 2: { standing: 'DNF' as const } },
    }
    const rows = board(given, 600_000).slice(0, 4)
    expect(order(rows).at(0)).toBe(1)
    expect(rows.find(({ entry }) => entry.id === 2)).toMatchObject({
      finished: false,
      entry: { standing: 'DNF' },
    })
  })

  it('has finishers by their time, then runners by distance, then who gave up (W-9)', () => {
    const rows = board(
      {
        positions: [running(1, 300_000), done(2, 590_000), running(3, 400_000), done(4, 580_000)],
        facts: [
          { id: 2, finish: 590_000 },
          { id: 4, finish: 580_000 },
          { id: 3, standingSince: 595_000 },
        ],
        roster: { 3: { standing: 'DNF' } },
      },
      600_000,
    )
    expect(order(rows)).toEqual([4, 2, 1, 3])
    expect(rows.map(({ position }) => position)).toEqual([1, 2, 3, 4])
  })

  it('puts nobody among the finishers before their time', () => {
    const given = {
      positions: [done(1, 600_000), running(2, 100_000, 599_000)],
      facts: [{ id: 1, finish: 600_000 }],
    }
    const finished = (raceMs: number) => board(given, raceMs).filter((row) => row.finished).length
    expect(finished(599_999)).toBe(0)
    expect(finished(600_000)).toBe(1)
  })

  it('leaves out who did not start, is disqualified, or does not compete (W-9)', () => {
    const rows = board(
      {
        positions: [running(1, 100), running(2, 200), running(3, 300), running(4, 400)],
        roster: { 1: { standing: 'DNS' }, 2: { standing: 'DSQ' }, 3: { role: 'lead' } },
      },
      600_000,
    )
    expect(order(rows)).toEqual([4])
  })

  it('shows a standing only from when it holds', () => {
    const given = {
      positions: [running(1, 100_000), running(2, 90_000)],
      facts: [{ id: 1, standingSince: 600_000 }],
      roster: { 1: { standing: 'DSQ' as const } },
    }
    expect(order(board(given, 599_000)).slice(0, 2)).toEqual([1, 2])
    expect(order(board(given, 600_000))).not.toContain(1)
  })

  it('ranks waves by the expected net finish, not by who is ahead (W-9)', () => {
    const waves = [
      { wave: 'A', startTime: raceInfo.startTime },
      { wave: 'B', startTime: raceInfo.startTime + 300_000 },
    ]
    const rows = board(
      {
        positions: [running(1, 200_000), running(2, 150_000)],
        race: { waves },
        roster: { 1: { wave: 'A' }, 2: { wave: 'B' }, 3: { role: 'pacer' }, 4: { role: 'pacer' } },
      },
      600_000,
    )
    expect(order(rows)).toEqual([2, 1])
    expect(rows[0]!.raceMs).toBe(300_000)
  })

  it('gives the gap as the time since the front was at the same place', () => {
    const front: FrontPassage[] = [
      [0, 0],
      [100, 400_000],
      [101, 404_000],
      [200, 600_000],
    ]
    const rows = board({ positions: [running(1, 200_300), running(2, 100_500)], front }, 600_000)
    expect(rows[0]).toMatchObject({ entry: { id: 1 }, gapMs: 0 })
    expect(rows[1]).toMatchObject({ entry: { id: 2 }, gapMs: 198_000 })
  })

  it('gives the gap at the finish to who has won, though somebody was before that who is disqualified', () => {
    const front: FrontPassage[] = [
      [0, 0],
      [500, 570_000],
    ]
    const facts = [570_000, 580_000, 592_300].map((finish, i) => ({ id: i + 1, finish }))
    const positions = facts.map(({ id, finish }) => done(id, finish))
    const gaps = (standing: RosterEntry['standing']) =>
      board({ positions, facts, front, roster: { 1: { standing } } }, 600_000)
        .filter(({ finished }) => finished)
        .map(({ entry, gapMs }) => [entry.id, gapMs])
    expect(gaps('entered')).toEqual([
      [1, 0],
      [2, 10_000],
      [3, 22_300],
    ])
    expect(gaps('DSQ')).toEqual([
      [2, 0],
      [3, 12_300],
    ])
  })

  it('gives paces in s/km, none while standing', () => {
    const stopped: Position = [2, 200_000, 600_000, 0, 100, EntityFlag.stopped]
    const [first, second] = board({ positions: [running(1, 300_000), stopped] }, 600_000)
    expect(first!.averagePace).toBeCloseTo(200, 6)
    expect(first!.currentPace).toBeCloseTo(1e6 / 3000, 6)
    expect(second!.currentPace).toBeNull()
  })

  it('gives no pace before the gun, though the first fix after it is there already (W-5)', () => {
    const [first] = board({ positions: [running(1, 300, 1000)] }, -500)
    expect(first).toMatchObject({ cm: 0, averagePace: null, currentPace: null })
  })

  it('has who has no fix yet, at the start', () => {
    const rows = board({ positions: [running(2, 100)] }, 600_000)
    expect(rows[0]!.entry.id).toBe(2)
    expect(rows.slice(1).map(({ cm }) => cm)).toEqual([0, 0, 0])
  })

  it('has the time in the fence over all visits', () => {
    const facts = [
      {
        id: 1,
        visits: [
          [100_000, 130_000],
          [590_000, null],
        ] as [number, number | null][],
      },
    ]
    const [row] = board({ positions: [running(1, 100_000)], facts }, 600_000)
    expect(row).toMatchObject({ fenceSince: 590_000, fenceMs: 40_000 })
  })
})

describe('the clock of the board', () => {
  it('gives a wave whose gun came after a pause its own time, not that of the wall', () => {
    const gun = raceInfo.startTime
    const race: Partial<RaceInfo> = {
      pauses: [{ from: gun + 5000, to: gun + 15_000 }],
      waves: [
        { wave: 'A', startTime: gun },
        { wave: 'B', startTime: gun + 30_000 },
      ],
    }
    const rows = board(
      {
        positions: [done(1, 420_000)],
        facts: [{ id: 1, finish: 420_000 }],
        roster: { 1: { wave: 'B' } },
        race,
      },
      500_000,
    )
    expect(rows[0]).toMatchObject({ finished: true, raceMs: 400_000 })
  })

  it('stands once the race is over, for whoever has not finished, too', () => {
    const race: Partial<RaceInfo> = { status: 'finished', finishedAt: raceInfo.startTime + 602_000 }
    const given = { positions: [running(1, 300_000)], race }
    const atTheEnd = board(given, 602_000)
    expect(board(given, 900_000)).toEqual(atTheEnd)
    expect(atTheEnd[0]).toMatchObject({ raceMs: 602_000, currentPace: null })
  })

  it('has who is not in once the race is over as DNF, unplaced, and not who never started (W-9)', () => {
    const positions = [running(1, 300_000), done(2, 590_000), running(3, 320_000)]
    const facts = [
      { id: 2, finish: 590_000 },
      { id: 3, start: 0 },
    ]
    const end = 602_000
    const over: Partial<RaceInfo> = { status: 'finished', finishedAt: raceInfo.startTime + end }
    const standings = (race: Partial<RaceInfo>, raceMs: number) =>
      board({ positions, facts, race }, raceMs).map(({ entry }) => [entry.id, entry.standing])
    const out = [
      [2, 'entered'],
      [3, 'DNF'],
      [1, 'DNF'],
    ]
    expect(standings(over, end)).toEqual(out)
    expect(standings({ ...over, status: 'official' }, end + 60_000)).toEqual(out)
    // As it was a second before, when they still might have come.
    expect(standings(over, end - 1000).map(([, standing]) => standing)).toEqual(Array(4).fill('entered'))
  })

  it('takes nobody for out who may still come where the race is not simulated, until it is official (W-9)', () => {
    const given = (status: RaceInfo['status']) => ({
      positions: [running(1, 300_000)],
      race: { status, simulated: false, finishedAt: raceInfo.startTime + 602_000 },
    })
    expect(board(given('finished'), 602_000)[0]!.entry.standing).toBe('entered')
    expect(board(given('official'), 602_000)[0]!.entry.standing).toBe('DNF')
  })

  it('stands for who gave up from then on', () => {
    const rows = board(
      {
        positions: [running(1, 300_000, 595_000)],
        facts: [{ id: 1, standingSince: 595_000 }],
        roster: { 1: { standing: 'DNF' } },
      },
      700_000,
    )
    const row = rows.find(({ entry }) => entry.id === 1)!
    expect(row).toMatchObject({ raceMs: 595_000, averagePace: (595_000 * 100) / row.cm })
  })

  it('makes nobody slower by silence: pace and gap stay those of the last place that is known (W-5)', () => {
    const given = { positions: [running(1, 300_000), running(2, 290_000)] }
    const figures = (raceMs: number) =>
      board(given, raceMs).map(({ averagePace, gapMs }) => [averagePace, gapMs])
    expect(figures(660_000)).toEqual(figures(603_000))
    expect(board(given, 660_000)[0]).toMatchObject({ certainty: 'frozen', ageMs: 60_000, raceMs: 660_000 })
  })
})

describe('the standings that a screen shows', () => {
  const start = startSnapshot(4)
  const raceMs = 600_000
  const visits: [number, number | null][] = [[590_000, null]]
  const given = {
    ...start,
    positions: [running(1, 300_000), running(2, 290_000), running(3, 150_400), running(4, 0)],
    facts: [{ id: 2, visits }],
    front: [0, 1, 2, 3].flatMap((km): FrontPassage[] => [
      [km * 100, km * 200_000],
      [km * 100 + 1, km * 200_000 + 2000],
    ]),
  }
  const stateNow = () => {
    const state = new RaceState(given)
    const playout = new Playout(lengthCm, 1000, 64)
    playout.takeAll(state.entities)
    return { state, playout }
  }

  it('are the board, figure by figure', () => {
    const { state, playout } = stateNow()
    const rows = standingsAt(state, playout, lengthCm, raceMs)
    expect(rows.map(writtenOut)).toEqual(boardAt(state, playout, lengthCm, raceMs))
    expect(rows.map(({ gapMs }) => gapMs)).toEqual([0, expect.any(Number), expect.any(Number), null])
    expect(rows[1]!.fenceSince).toBe(590_000)
  })

  it('tell what was true at their moment when the race has gone on', () => {
    const { state, playout } = stateNow()
    const then = boardAt(state, playout, lengthCm, raceMs)
    const rows = standingsAt(state, playout, lengthCm, raceMs)
    state.apply({
      ...{ type: 'delta', epoch: state.epoch, seq: state.seq + 1, hash: 0, lag: start.lag },
      positions: [running(1, 310_000, 630_000), running(2, 300_000, 630_000), done(3, 630_000)],
      log: [
        { n: 1, t: 595_000, kind: 'fenceOut', id: 2 },
        { n: 2, t: 599_000, kind: 'finish', id: 3 },
      ],
      front: [
        [150, 1],
        [151, 2],
        [290, 1],
      ],
    })
    playout.takeAll(state.entities)
    expect(rows.map(writtenOut)).toEqual(then)
    expect(standingsAt(state, playout, lengthCm, raceMs).map(writtenOut)).not.toEqual(then)
  })
})
