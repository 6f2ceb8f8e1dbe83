import { describe, expect, it } from 'vitest'
import { boardRow } from '../testing/board-row.ts'
import { firstWidth } from './first-width.ts'

describe('the column of places', () => {
  it('has room for the longest place of the list, and for two figures at least', () => {
    const width = (...places: number[]) => firstWidth(places.map((place) => boardRow(place)))
    expect(width()).toBe(width(7))
    expect(width(99)).toBe('1.30em')
    expect(width(98, 99, 100)).toBe('1.90em')
    expect(width(10_000, 9)).toBe('3.10em')
  })
})
