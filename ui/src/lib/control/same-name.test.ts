import { expect, it } from 'vitest'
import { isSameName } from './same-name.ts'

it('takes for the name of a race what can be read of it, and nothing less', () => {
  expect(isSameName('Zürich 10 km', '  Zu\u0308rich  10\u00a0km ')).toBe(true)
  expect(isSameName('Zurich 10 km', 'Zürich 10 km')).toBe(false)
  expect(isSameName('zürich 10 km', 'Zürich 10 km')).toBe(false)
  expect(isSameName('', 'Zürich 10 km')).toBe(false)
})
