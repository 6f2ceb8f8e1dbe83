import { describe, expect, it } from 'vitest'
import { EntityFlag, noPassageMs } from '../protocol/index.ts'
import { needsHistory } from './front-passages.ts'
import { course, entryRecord, FoldedRace, finishFix, fix, gun, raceRecord } from './testing/fixes.ts'

const flagsOf = (race: FoldedRace, id: number) => race.positionOf(id)[5]!

describe('the fold', () => {
  it('has no position for who has no fix yet', () => {
    const race = new FoldedRace()
    race.take([fix(1, 0, 0)])
    expect([...race.state.entities.slots.keys()]).toEqual([1])
    expect(race.state.roster.size).toBe(3)
  })

  it('starts who leaves the flag, when the segment leaves it', () => {
    const race = new FoldedRace()
    race.take([fix(1, 0, 0), fix(1, 1, 0), fix(1, 2, 0), fix(1, 3, 2.5)])
    expect(race.storyOf(1)).toEqual(['start@2000'])
    expect(race.positionOf(1)).toEqual([1, 250, 3000, 2500, 2500, 0])
  })

  it('starts who is first seen under way at the gun', () => {
    const race = new FoldedRace()
    race.take([fix(1, 4, 12)])
    expect(race.storyOf(1)).toEqual(['start@0'])
    expect(race.positionOf(1)[3]).toBe(3000)
  })

  it('holds everybody at the start until the gun of their wave', () => {
    const waves = [
      { wave: 'A', startTime: gun },
      { wave: 'B', startTime: gun + 60_000 },
    ]
    const race = new FoldedRace([entryRecord(1, { wave: 'B' })], raceRecord({ waves }))
    race.take([fix(1, 59, 3), fix(1, 60, 4)])
    expect(race.positionOf(1)[1]).toBe(0)
    race.take([fix(1, 61, 6)])
    expect(race.storyOf(1)).toEqual(['start@60000'])
    expect(race.state.front.times[0]).toBe(0)
  })

  it('never moves anybody back', () => {
    const race = new FoldedRace()
    race.take([fix(1, 10, 40), fix(1, 11, 38)])
    expect(race.positionOf(1).slice(0, 4)).toEqual([1, 4000, 11_000, 0])
  })

  it('ignores a fix that is not newer than what is held', () => {
    const race = new FoldedRace()
    race.take([fix(1, 10, 40)])
    expect(race.take([fix(1, 10, 44), fix(1, 9, 50)])).toBeNull()
    expect(race.positionOf(1)[1]).toBe(4000)
  })

  it('logs the visit to the fence and the kilometre at their time on the segment', () => {
    const race = new FoldedRace()
    race.take([fix(1, 250, 895), fix(1, 252, 905), fix(1, 280, 995), fix(1, 282, 1005)])
    expect(race.storyOf(1)).toEqual(['start@0', 'fenceIn@251000', 'split@281000', 'fenceOut@281000'])
    expect(race.state.facts.get(1)).toEqual({
      id: 1,
      start: 0,
      splits: [281_000],
      visits: [[251_000, 281_000]],
    })
  })

  it('marks who is inside the fence', () => {
    const race = new FoldedRace()
    race.take([fix(1, 252, 905)])
    expect(flagsOf(race, 1)).toBe(EntityFlag.inFence)
    race.take([fix(1, 282, 1005)])
    expect(flagsOf(race, 1)).toBe(0)
  })

  it('takes the instant of the finish from its row, once, and nothing after it', () => {
    const race = new FoldedRace()
    race.take([fix(1, 500, 1999), finishFix(1, 500.417)])
    expect(race.take([finishFix(1, 503), fix(1, 504, 2000)])).toBeNull()
    expect(race.storyOf(1).filter((entry) => entry.startsWith('finish'))).toEqual(['finish@500417'])
    expect(race.positionOf(1).slice(0, 4)).toEqual([1, 200_000, 500_417, 0])
    expect(flagsOf(race, 1)).toBe(EntityFlag.finished)
  })

  it('leaves the finish of a simulated race to its row', () => {
    const race = new FoldedRace()
    race.take([fix(1, 500, 2000)])
    expect(race.positionOf(1)[1]).toBe(199_999)
    expect(flagsOf(race, 1)).toBe(0)
  })

  it('lets a position finish a live race, until the exact instant corrects it', () => {
    const race = new FoldedRace(undefined, raceRecord({ kind: 'live' }))
    race.take([fix(1, 498, 1990), fix(1, 500, 2003)])
    expect(race.state.facts.get(1)?.finish).toBe(500_000)
    race.take([finishFix(1, 499.2)])
    expect(race.state.facts.get(1)?.finish).toBe(499_200)
    const [finish, correction, again] = race.log.filter(
      ({ kind }) => kind === 'finish' || kind === 'correction',
    )
    expect(correction).toMatchObject({ takesBack: finish!.n, of: 'finish', id: 1 })
    expect(again).toMatchObject({ kind: 'finish', t: 499_200 })
  })

  it('gives the place of who is off the course, and takes it away again', () => {
    const race = new FoldedRace()
    race.take([fix(1, 10, 40, { lat: 51.001 })])
    expect(race.positionOf(1)).toEqual([
      1,
      4000,
      10_000,
      4000,
      4000,
      EntityFlag.offCourse,
      51_001_000,
      expect.any(Number),
    ])
    race.take([fix(1, 11, 44)])
    expect(race.positionOf(1)).toHaveLength(6)
  })

  it('marks who stands, until they go on', () => {
    const race = new FoldedRace()
    race.take([fix(1, 10, 40)])
    for (let s = 11; s <= 18; s++) race.take([fix(1, s, 40)])
    expect(flagsOf(race, 1)).toBe(EntityFlag.stopped)
    race.take([fix(1, 19, 44)])
    expect(flagsOf(race, 1)).toBe(0)
  })

  it('keeps the earliest passage of each cell as the front, of competitors only', () => {
    const entries = [entryRecord(1), entryRecord(2), entryRecord(3, { role: 'lead' })]
    const race = new FoldedRace(entries)
    const delta = race.take([fix(1, 5, 20), fix(2, 4, 20), fix(3, 2, 20)])
    expect(delta!.front).toEqual([
      [0, 0],
      [1, 2000],
      [2, 4000],
    ])
  })

  describe('of somebody who is disqualified', () => {
    const out = (...ids: number[]) =>
      [1, 2, 3, 4, 5].map((id) => entryRecord(id, { standing: ids.includes(id) ? 'DSQ' : 'entered' }))
    const begun = () => {
      const race = new FoldedRace(out())
      race.take([1, 2, 3, 4, 5].map((id) => fix(id, 10 + id, 15)))
      race.take([fix(1, 21, 35)])
      return race
    }
    const at10m = ({ state }: FoldedRace) => state.front.times[1]

    it('takes back the passages, up to where nobody else has been, and gives them back (S-6)', () => {
      const race = begun()
      const before = race.state.front.passages()
      const delta = race.take([], { entries: out(1) })
      expect(delta!.front).toEqual([
        [1, 8000],
        [2, noPassageMs],
        [3, noPassageMs],
      ])
      expect(race.state.front.times.slice(1)).toEqual([8000, undefined, undefined])
      expect(race.take([], { entries: out() })!.front).toEqual(before.slice(1))
      expect(race.state.front.passages()).toEqual(before)
    })

    it('has those who came next, and takes in no more of who goes on running', () => {
      const race = begun()
      race.entries = out(1)
      race.take([])
      race.take([fix(1, 22, 45), fix(2, 23, 25)])
      expect(race.state.front.passages().at(-1)).toEqual([2, 17_500])
      race.entries = out()
      race.take([])
      expect(race.state.front.passages().at(-1)![0]).toBe(4)
    })

    it('is told to who shows the moment before as it was then', () => {
      const race = begun()
      const at = (raceMs: number) => race.state.front.still(raceMs).timeAt(1000, course.lengthCm)
      const was = at10m(race)
      const entries = [...out(1).map((entry) => ({ ...entry, updatedAt: gun + 21_500 }))]
      race.take([fix(2, 22, 25)], { entries })
      expect([at(21_499), at(21_500), at10m(race)]).toEqual([was, 8000, 8000])
    })

    it('asks for the history where nobody is left of who was first, or somebody is back who is not remembered', () => {
      const race = begun()
      const needs = (...ids: number[]) => needsHistory(race.state, race.memory.passages, out(...ids))
      expect([needs(), needs(1), needs(1, 2), needs(4), needs(1, 2, 3)]).toEqual([
        ...[false, false, false, false, true],
      ])
      race.take([], { entries: out(5) })
      race.memory = { ...race.memory, passages: { ...race.memory.passages!, without: new Set([5]) } }
      expect([needs(5), needs(5, 1), needs()]).toEqual([false, false, true])
    })
  })

  it('has nothing of the name and the club of an anonymous entry', () => {
    const secret = entryRecord(1, { anonymous: true, name: 'Ada Lovelace', club: 'Analytical' })
    const race = new FoldedRace([secret])
    race.take([], { entries: [{ ...secret, category: 'VW35' }] })
    const said = JSON.stringify([race.state.snapshot('subscribed'), race.deltas])
    expect(said).toContain('VW35')
    expect(said).not.toMatch(/Lovelace|Analytical/)
  })

  it('has a standing that is given after the end from the end on: no clock shows later', () => {
    const over = raceRecord({ status: 'finished', finishedAt: gun + 60_000, updatedAt: gun + 60_000 })
    const race = new FoldedRace(undefined, over)
    race.take([], { entries: [entryRecord(2, { standing: 'DSQ', updatedAt: gun + 90_000 })] })
    expect(race.storyOf(2)).toEqual(['standing@60000'])
  })

  it('moves the times of a simulated race with its gun, of rows from before the correction and after it alike', () => {
    const plan = { gun, competitors: 3 } as NonNullable<ReturnType<typeof raceRecord>['plan']>
    const race = new FoldedRace(undefined, raceRecord({ startTime: gun - 4000, plan }))
    race.take([fix(1, 10, 30), fix(1, 11, 33)])
    expect(race.positionOf(1).slice(1, 3)).toEqual([3300, 15_000])
  })

  it('logs a changed standing at the time of its record', () => {
    const race = new FoldedRace()
    race.take([])
    race.take([], { entries: [entryRecord(2, { standing: 'DNF', updatedAt: gun + 90_000 })] })
    expect(race.storyOf(2)).toEqual(['standing@90000'])
    expect(race.state.facts.get(2)?.standingSince).toBe(90_000)
    expect(race.state.roster.get(2)?.standing).toBe('DNF')
  })

  it('logs each status and each gap that is over once', () => {
    const race = new FoldedRace()
    race.take([])
    race.race = raceRecord({
      ...{ status: 'paused', updatedAt: gun + 61_000, pauses: [{ from: gun + 60_000, to: null }] },
      gaps: [{ from: gun + 10_000, to: gun + 15_000 }],
    })
    race.take([])
    race.race = {
      ...race.race,
      status: 'started',
      updatedAt: gun + 90_000,
      pauses: [{ from: gun + 60_000, to: gun + 90_000 }],
    }
    race.take([])
    expect(race.take([])).toBeNull()
    expect(race.log.map(({ n: _, ...entry }) => entry)).toEqual([
      { kind: 'status', t: 0, status: 'started' },
      { kind: 'gap', t: 10_000, from: 10_000, to: 15_000 },
      { kind: 'status', t: 60_000, status: 'paused' },
      { kind: 'status', t: 60_000, status: 'started' },
    ])
  })

  it('changes nothing that it was given', () => {
    const race = new FoldedRace()
    race.take([fix(1, 10, 40)])
    const before = JSON.stringify([race.state.snapshot('behind'), [...race.memory.anchors]])
    const { state, memory } = race
    race.state = Object.assign(Object.create(state), { apply: () => {} })
    expect(race.take([fix(1, 11, 44), fix(2, 11, 44)])).not.toBeNull()
    expect(JSON.stringify([state.snapshot('behind'), [...memory.anchors]])).toBe(before)
  })
})
