import type { FixRow, RaceRecord, Ruling } from '@racecast/pinot/events'
import { describe, expect, it } from 'vitest'
import { EntityFlag } from '../protocol/index.ts'
import { isContradicted, raceInfoOf } from './race-info.ts'
import { course, entryRecord, FoldedRace, finishFix, fix, gun, raceRecord } from './testing/fixes.ts'

/** Seconds of race time as epoch ms. */
const wall = (seconds: number) => gun + seconds * 1000
const ruling = (until: number, at: number): Ruling => ({
  ...{ competitorId: 1, until: wall(until), at: wall(at) },
})
/** Worked out from history, as it is where race control has decided. */
function worked(rows: readonly FixRow[], rulings: Ruling[], more: Partial<RaceRecord> = {}): FoldedRace {
  const race = new FoldedRace(
    [1, 2].map((id) => entryRecord(id)),
    raceRecord({ rulings, ...more }),
  )
  race.take(rows)
  return race
}
const finishes = (race: FoldedRace) =>
  race.log.flatMap((entry) =>
    entry.kind === 'finish' || entry.kind === 'correction' ? [`${entry.kind}@${entry.t}`] : [],
  )
const beforeIt = [fix(1, 100, 400), fix(1, 101, 404)]
const bag = finishFix(1, 101.5)
const after = [fix(1, 102, 408), fix(1, 103, 412)]

describe('a finish that race control has taken back', () => {
  it('leaves its competitor on the course, where the fixes before and after it say', () => {
    const race = worked([...beforeIt, bag, ...after], [ruling(101.5, 200)])
    const never = worked([...beforeIt, ...after], [])
    expect(race.positionOf(1)).toEqual(never.positionOf(1))
    expect(race.positionOf(1).slice(0, 3)).toEqual([1, 41_200, 103_000])
    expect(race.state.front.passages()).toEqual(never.state.front.passages())
  })

  it('is in the log when it was, and its correction when race control had decided: no split of it was passed', () => {
    const race = worked([...beforeIt, bag, ...after], [ruling(101.5, 200)])
    expect(race.state.facts.get(1)).toEqual({ id: 1, start: 0, finish: 101_500 })
    expect(race.take([fix(2, 199, 700)])!.log.map(({ kind }) => kind)).toEqual(['start'])
    expect(race.take([fix(2, 200, 704)])!.log).toEqual([
      {
        ...{ n: expect.any(Number), kind: 'correction', t: 200_000, id: 1, of: 'finish' },
        ...{ takesBack: race.log.find(({ kind }) => kind === 'finish')!.n, reason: expect.any(String) },
      },
    ])
    expect(race.state.facts.get(1)).toEqual({ id: 1, start: 0 })
    expect(race.take([fix(2, 201, 708)])!.log).toEqual([])
  })

  it('of a race that is over is corrected at its end', () => {
    const race = worked([...beforeIt, bag], [ruling(101.5, 900)], { finishedAt: wall(300) })
    expect(race.take([], { upTo: wall(299) })).toBeNull()
    race.take([], { upTo: wall(901) })
    expect(finishes(race)).toEqual(['finish@101500', 'correction@300000'])
  })

  it('does not come again with the same fix, or the same chip read twice', () => {
    const race = worked([...beforeIt, bag], [ruling(101.5, 200)])
    race.take([], { upTo: wall(201) })
    expect(race.take([bag])).toBeNull()
    expect(race.take([finishFix(1, 104)])).toBeNull()
    expect(race.state.facts.get(1)?.finish).toBeUndefined()
  })

  it('leaves a later crossing to count, whether that comes before or after race control has decided', () => {
    const late = finishFix(1, 600.25)
    const known = worked([...beforeIt, bag, ...after, late], [ruling(101.5, 700)])
    const told = worked([...beforeIt, bag, ...after], [ruling(101.5, 200)])
    told.take([fix(2, 300, 900)])
    told.take([late])
    for (const race of [known, told]) {
      expect(race.state.facts.get(1)?.finish).toBe(600_250)
      expect(race.positionOf(1)[5]! & EntityFlag.finished).toBeTruthy()
    }
    expect(finishes(known)).toEqual(['finish@101500', 'correction@600250', 'finish@600250'])
    expect(finishes(told)).toEqual(['finish@101500', 'correction@200000', 'finish@600250'])
    const [finish, correction] = known.log.filter((entry) => ['finish', 'correction'].includes(entry.kind))
    expect(correction).toMatchObject({ takesBack: finish!.n })
    expect(known.take([], { upTo: wall(800) })).toBeNull()
  })

  it('takes back that later one, too, and the first with it', () => {
    const race = worked([...beforeIt, bag, ...after, finishFix(1, 600)], [ruling(600, 700)])
    race.take([], { upTo: wall(700) })
    expect(finishes(race)).toEqual(['finish@600000', 'correction@700000'])
    expect(race.positionOf(1)[1]).toBe(41_200)
  })

  it('by a position alone counts again only once its competitor was seen before the line since', () => {
    const beyond = (s: number) => fix(1, s, course.officialM + 3)
    const rows = [...beforeIt, beyond(102), beyond(103), beyond(140)]
    const race = worked(rows, [ruling(102, 130)], { kind: 'live' })
    race.take([beyond(150)], { upTo: wall(150) })
    expect(finishes(race)).toEqual(['finish@102000', 'correction@130000'])
    expect(race.positionOf(1).slice(0, 3)).toEqual([1, 40_400, 101_000])
    race.take([fix(1, 160, 500), beyond(700)])
    expect(race.state.facts.get(1)?.finish).toBe(700_000)
  })

  it('is another race to work out, in whatever order decisions stand, and so is one that is given back', () => {
    const two: Ruling = { competitorId: 2, at: wall(9), until: wall(8) }
    const held = raceInfoOf(raceRecord({ rulings: [ruling(1, 2), two] }))
    expect(isContradicted(held, raceRecord({ rulings: [two, ruling(1, 2)] }))).toBe(false)
    expect(isContradicted(held, raceRecord({ rulings: [two] }))).toBe(true)
    expect(isContradicted(raceInfoOf(raceRecord()), raceRecord({ rulings: [] }))).toBe(false)
  })
})
