import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startSnapshot } from '../fixtures/race.ts'
import { BoardOrder } from './board-order.ts'
import type { BoardRow } from './board-row.ts'

const [entry] = startSnapshot(1).roster

/** Some places and times are shared, and some are so near each other that rounding makes them equal. */
const near = fc.oneof(
  fc.constantFrom(0, 100_000, 250_000),
  fc.double({ min: 0, max: 1e-6, noNaN: true }).map((more) => 250_000 + more),
  fc.double({ min: 0, max: 500_000, noNaN: true }),
)
const line = fc.record({
  cm: near,
  raceMs: near,
  finished: fc.boolean(),
  standing: fc.constantFrom('entered' as const, 'entered' as const, 'DNF' as const),
  averagePace: fc.option(fc.constantFrom(240, 240.000001, 400)),
})

function rowsOf(lines: (typeof line extends fc.Arbitrary<infer Line> ? Line : never)[]): BoardRow[] {
  return lines.map(({ cm, raceMs, finished, standing, averagePace }, i) => ({
    ...{ position: 0, slot: i, entry: { ...entry!, id: i + 1, standing }, cm, toGoCm: 500_000 - cm, raceMs },
    ...{
      placedMs: raceMs,
      averagePace,
      currentPace: null,
      gapMs: null,
      finished: finished && standing !== 'DNF',
    },
    ...{ fenceSince: null, fenceMs: 0, certainty: 'known', ageMs: 0 },
  }))
}

/** The rule in so many words, for one line after another. */
function isBefore(a: BoardRow, b: BoardRow, withWaves: boolean): boolean {
  const rank = (row: BoardRow): number[] => {
    if (row.finished) return [0, row.raceMs]
    if (row.entry.standing === 'DNF') return [3, -row.cm]
    if (!withWaves) return [1, -row.cm]
    return row.averagePace === null ? [2, 0] : [1, row.placedMs + (row.toGoCm * row.averagePace) / 100]
  }
  const [[groupA, keyA], [groupB, keyB]] = [rank(a), rank(b)] as [number[], number[]]
  if (groupA !== groupB) return groupA! < groupB!
  return keyA === keyB ? a.entry.id < b.entry.id : keyA! < keyB!
}

describe('the order of a board', () => {
  it.each([
    ['in a mass start', false],
    ['with waves', true],
  ])('%s is right to the last place, however near two are', (_, withWaves) => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const rows = rowsOf(lines)
        const order = new BoardOrder(rows.length)
        for (const row of rows) order.add(row, withWaves)
        const ordered = order.all()
        expect(new Set(ordered)).toEqual(new Set(rows))
        for (let i = 1; i < ordered.length; i++)
          expect(isBefore(ordered[i - 1]!, ordered[i]!, withWaves)).toBe(true)
      }),
    )
  })

  it('holds where nobody is', () => {
    expect(new BoardOrder(0).all()).toEqual([])
  })
})
