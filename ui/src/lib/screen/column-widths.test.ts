import { describe, expect, it } from 'vitest'
import { boardRow } from '../testing/board-row.ts'
import { entry } from '../testing/race.ts'
import { columnWidths } from './column-widths.ts'

describe('the columns of a list', () => {
  const widths = (...rows: [place: number, bib: string][]) =>
    columnWidths(rows.map(([place, bib], i) => boardRow(place, { entry: entry(i + 1, { bib }) })))

  it('have room for the longest place, and for two figures at least', () => {
    const first = (...places: number[]) =>
      /--first: ([\d.]+em)/.exec(widths(...places.map((place): [number, string] => [place, '7'])))![1]
    expect(first()).toBe(first(7))
    expect(first(99)).toBe('1.30em')
    expect(first(98, 99, 100)).toBe('1.90em')
    expect(first(10_000, 9)).toBe('3.10em')
  })

  it('have room for the longest bib', () => {
    expect(widths([1, '7'], [2, '9871'], [3, '392'])).toMatch(/--bib: 3.40em$/)
    expect(widths([1, 'F12345'])).toMatch(/--bib: 4.60em$/)
  })
})
