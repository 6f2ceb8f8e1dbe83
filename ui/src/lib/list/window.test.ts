import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowAfterKey, scrollToRow, windowOf } from './window.ts'

describe('the part of a long list that exists', () => {
  it('covers all that is in sight, and never more than that and the spare rows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.double({ min: -200, max: 6e6, noNaN: true }),
        (count, height, scrollTop) => {
          const { first, end } = windowOf(scrollTop, height, 54, count, 4)
          expect(first).toBeGreaterThanOrEqual(0)
          expect(end).toBeLessThanOrEqual(count)
          expect(end - first).toBeLessThanOrEqual(Math.ceil(height / 54) + 10)
          const from = Math.max(0, Math.floor(scrollTop / 54))
          const to = Math.min(count, Math.ceil((scrollTop + height) / 54))
          if (from < to) {
            expect(first).toBeLessThanOrEqual(from)
            expect(end).toBeGreaterThanOrEqual(to)
          }
        },
      ),
    )
  })

  it('is empty for an empty list', () => {
    expect(windowOf(500, 600, 54, 0)).toEqual({ first: 0, end: 0 })
  })

  it('scrolls no farther than is needed to see a row', () => {
    expect(scrollToRow(0, 100, 540, 54)).toBe(0)
    expect(scrollToRow(5, 100, 540, 54)).toBe(100)
    expect(scrollToRow(20, 0, 540, 54)).toBe(21 * 54 - 540)
  })

  it('is led through by keys: a row, a page, or to its ends', () => {
    const after = (key: string, at = 20) => rowAfterKey(key, at, 100, 8)
    expect(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map((key) => after(key))).toEqual([
      21, 19, 28, 12, 0, 99,
    ])
    expect([after('PageUp', 3), after('ArrowDown', 99), after('Enter')]).toEqual([0, 99, null])
    expect(rowAfterKey('Home', -1, 0, 8)).toBeNull()
  })
})
