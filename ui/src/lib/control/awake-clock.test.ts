import { expect, it } from 'vitest'
import { AwakeClock } from './awake-clock.ts'

it('goes on while it is looked at, and stands while nobody can', () => {
  let ms = 5000
  const clock = new AwakeClock(() => ms)
  const after = (pass: number) => {
    ms += pass
    return clock.now()
  }
  expect([after(500), after(1000), after(1500)]).toEqual([5500, 6500, 8000])
  // A laptop was closed for an hour.
  expect([after(3_600_000), after(500)]).toEqual([8000, 8500])
})
