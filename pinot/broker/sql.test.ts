import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { text, whole, wholes } from './sql.ts'

describe('a text in SQL', () => {
  it('has its quotes doubled twice and nothing else changed', () => {
    expect(text(`O'Neill \\ "x" é 東京 🏃`)).toBe(`'O''''Neill \\ "x" é 東京 🏃'`)
  })

  it('ends nowhere but at its end, and is itself when both halvings are done, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", '"', '\\', 'a', '東', '-', ';', ' ') }), (value) => {
        const inside = text(value).slice(1, -1)
        expect(inside.replaceAll("''", '')).not.toContain("'")
        expect(inside.replaceAll("''", "'").replaceAll("''", "'")).toBe(value)
      }),
    )
  })

  it('cannot hold NUL, which Pinot cuts out of what it stores', () => {
    expect(() => text('a\0')).toThrow(/cannot hold NUL/)
  })
})

describe('a number in SQL', () => {
  it('is whole and exact', () => {
    expect(whole(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991')
    expect(wholes(new Set([3, 1]))).toBe('3, 1')
  })

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('is never %d', (value) => {
    expect(() => whole(value)).toThrow(/not a whole number/)
  })
})
