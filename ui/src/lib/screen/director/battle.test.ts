import type { BoardRow } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { boardRow } from '../../testing/board-row.ts'
import { entry } from '../../testing/race.ts'
import { type Battle, battleOf, between, outcomeOf } from './battle.ts'

/** Who runs, each so many seconds behind the first. */
const field = (...gaps: number[]) =>
  gaps.map((s, i) => boardRow(i + 1, { cm: 300_000 - Math.round((s * 100_000) / 240), gapMs: s * 1000 }))

const pair = (battle: Battle | null) => battle && [battle.ahead.entry.id, battle.behind.entry.id]

describe('the closest battle', () => {
  it.each<[string, BoardRow[], [number, number] | null]>([
    ['is that of the two who are closest', field(0, 20, 22, 40), [2, 3]],
    ['is the one further up of two that are as close', field(0, 3, 20, 23), [1, 2]],
    ['is the one for the lead though another is a little closer', field(0, 3, 20, 22), [1, 2]],
    ['is another where that is far closer', field(0, 6, 20, 20.5), [3, 4]],
    ['is none where nobody is within six seconds of another', field(0, 7, 14, 30), null],
    ['is none among those beyond the tenth', field(0, 9, 18, 27, 36, 45, 54, 63, 72, 81, 82), null],
    ['is none with one runner left', field(0), null],
    [
      'is none for a place that nobody fights for: the first ten are in',
      field(0, 1).map((row) => ({ ...row, position: row.position + 10 })),
      null,
    ],
    [
      'is not with somebody who stands',
      field(0, 1, 20, 22).map((row, i) => (i === 0 ? { ...row, currentPace: null } : row)),
      [3, 4],
    ],
    [
      'is none while everybody is close after the start',
      field(0, 2).map((row) => ({ ...row, cm: row.cm - 270_000 })),
      null,
    ],
    [
      'is none of two waves, who do not race each other on the road',
      field(0, 1).map((row, i) => ({ ...row, entry: entry(i + 1, { wave: String(i) }) })),
      null,
    ],
    [
      'is that of two of a wave with one of another between them on the board',
      field(0, 1, 2).map((row, i) => ({ ...row, entry: entry(i + 1, { wave: i === 1 ? 'B' : 'A' }) })),
      [1, 3],
    ],
    [
      'is none with somebody who has no fix',
      field(0, 1).map((row) => ({ ...row, certainty: 'frozen' })),
      null,
    ],
  ])('%s', (_, onCourse, expected) => {
    expect(pair(battleOf(onCourse, null))).toEqual(expected)
  })

  it.each<[string, BoardRow[], [number, number] | null]>([
    ['as it drifts apart, up to ten seconds', field(0, 9), [1, 2]],
    ['not beyond', field(0, 11), null],
    ['while another is hardly better', field(0, 5, 20, 21), [1, 2]],
    ['not while another is twice as good', field(0, 9, 20, 21), [3, 4]],
  ])('is kept from last time %s', (_, onCourse, expected) => {
    const held = battleOf(field(0, 2, 20, 40), null)
    expect(pair(held)).toEqual([1, 2])
    expect(pair(battleOf(onCourse, held))).toEqual(expected)
  })

  it('goes on when the one behind comes past', () => {
    const held = battleOf(field(0, 2, 9), null)
    const [first, second, third] = field(0, 2, 9)
    const passed = [
      { ...second!, cm: 301_000, gapMs: 0, position: 1 },
      { ...first!, gapMs: 2400, position: 2 },
      third!,
    ]
    expect(pair(battleOf(passed, held))).toEqual([2, 1])
  })

  it('has the gap that the board has, and the distance in between', () => {
    const [first, second] = field(60, 64)
    expect(between(second!, first!)).toMatchObject({ gapMs: 4000, apartCm: 1667 })
  })

  it('has the gap by the pace of the one behind where the board has none', () => {
    const [first, second] = field(0, 4).map((row) => ({ ...row, gapMs: null }))
    expect(between(first!, second!)).toMatchObject({ gapMs: 4001, apartCm: 1667 })
    expect(between(first!, { ...second!, currentPace: null, averagePace: null })).toBeNull()
  })
})

describe('what there was between two', () => {
  const finisher = (position: number, raceMs: number) => boardRow(position, { finished: true, raceMs })

  it('is known once both are in, whatever wave they were of: as the times of results differ', () => {
    const [first, second] = [finisher(1, 7_806_075), finisher(4, 8_308_900)]
    const other = { ...second, entry: entry(4, { wave: 'B' }) }
    const outcome = { first, second: other, gapMs: 502_000 }
    expect(outcomeOf(first, other)).toEqual(outcome)
    expect(outcomeOf(other, first)).toEqual(outcome)
  })

  it('is not known while one of them runs', () => {
    expect(outcomeOf(finisher(1, 700_000), boardRow(2))).toBeNull()
  })
})
