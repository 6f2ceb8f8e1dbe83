import { expect, it } from 'vitest'
import { isWithin } from './is-within.ts'

it.each([
  [{ a: 1 }, { a: 1, b: 2 }, true],
  [{ a: 1, b: 2 }, { a: 1 }, false],
  [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, true],
  [{ a: {} }, { a: null }, false],
  [[1, 2], [1, 2], true],
  [[1, 2], [2, 1], false],
  [[1], [1, 2], false],
  [[{ name: 'x', t: 1 }], [{ name: 'y' }, { name: 'x', t: 1, more: 0 }], true],
  [[{ name: 'x', t: 1 }], [{ name: 'x', t: 2 }], false],
  ['1', 1, false],
])('%j is within %j: %s', (wanted, actual, answer) => {
  expect(isWithin(wanted, actual)).toBe(answer)
})
