import { describe, expect, it } from 'vitest'
import { boardRow } from '../../testing/board-row.ts'
import type { Battle } from './battle.ts'
import { type GapHistory, remember, type Trend, trendOf, trendRules } from './trend.ts'

/** Of runner 1 and runner 2: how far the first is ahead, s. */
function battle(leadS: number): Battle {
  const [ahead, behind] = leadS >= 0 ? [boardRow(1), boardRow(2)] : [boardRow(2), boardRow(1)]
  return { ahead, behind, gapMs: Math.round(Math.abs(leadS) * 1000), apartCm: 0 }
}

/** The history of every second of `seconds`. */
function seen(seconds: number, leadS: (s: number) => number, before: GapHistory | null = null) {
  const all: (GapHistory | null)[] = []
  const begun = before ? before.samples.at(-1)!.raceMs + 1000 : 0
  for (let s = 0, last = before; s < seconds; s++) {
    last = remember(last, battle(leadS(s)), begun + s * 1000)
    all.push(last)
  }
  return all
}
const after = (seconds: number, leadS: (s: number) => number): Trend | null =>
  trendOf(seen(seconds, leadS).at(-1)!)

describe('the trend of a gap', () => {
  it.each<[string, (s: number) => number, Trend]>([
    ['closes', (s) => 5 - s / 20, { way: 'closing', msPerMinute: -3000 }],
    ['grows', (s) => 1 + s / 30, { way: 'growing', msPerMinute: 2000 }],
    ['is steady', () => 3, { way: 'steady', msPerMinute: 0 }],
    ['is steady where it only trembles', (s) => 3 + (s % 2) / 10, { way: 'steady', msPerMinute: 1 }],
    ['grows after the one behind has come past', (s) => 1 - s / 30, { way: 'growing', msPerMinute: 2000 }],
  ])('%s', (_, leadS, expected) => {
    const trend = after(61, leadS)!
    expect(trend.way).toBe(expected.way)
    expect(Math.abs(trend.msPerMinute - expected.msPerMinute)).toBeLessThan(10)
  })

  it('is not known until enough of it has been seen', () => {
    const closing = (s: number) => 5 - s / 20
    expect(after(trendRules.leastMs / 1000, closing)).toBeNull()
    expect(after(trendRules.leastMs / 1000 + 1, closing)).not.toBeNull()
  })

  it('is that of the last minute', () => {
    expect(after(180, (s) => (s < 119 ? 9 - s / 20 : 3 + (s - 119) / 20))!.msPerMinute).toBeCloseTo(3000, -2)
    expect(seen(600, () => 3).at(-1)!.samples.length).toBe(61)
  })

  it('does not flicker between two words', () => {
    const ways = seen(120, (s) => 9 - s / 50).map((history) => history!.way)
    const then = seen(60, (s) => 9 - 120 / 50 - s / 85, seen(120, (s) => 9 - s / 50).at(-1)!)
    expect(ways.at(-1)).toBe('closing')
    expect(new Set(then.map((history) => history!.way))).toEqual(new Set(['closing']))
    // The same from the beginning is too little to be told.
    expect(after(61, (s) => 9 - s / 85)!.way).toBe('steady')
  })

  it.each<[string, (held: GapHistory) => GapHistory | null]>([
    ['other two', (held) => remember(held, { ...battle(1), behind: boardRow(3) }, 61_000)],
    ['a hole', (held) => remember(held, battle(1), 60_000 + trendRules.holeMs + 1)],
    ['a clock that goes back', (held) => remember(held, battle(1), 59_000)],
  ])('begins anew with %s', (_, next) => {
    expect(next(seen(61, () => 3).at(-1)!)!.samples.length).toBe(1)
  })

  it('stays while the race is paused, and is nothing without a battle', () => {
    const held = seen(61, (s) => 9 - s / 20).at(-1)!
    expect(remember(held, battle(5.95), 60_000)).toBe(held)
    expect(remember(held, null, 61_000)).toBeNull()
    expect(trendOf(null)).toBeNull()
  })
})
