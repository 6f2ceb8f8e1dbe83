import { expect, it } from 'vitest'
import { steadyClock } from './steady-clock.ts'

const start = 1_700_000_000_000
const hour = 3_600_000

/** A machine whose two clocks the test sets. */
function machine() {
  let [timeOfDay, goingOn] = [start, 12.25]
  const clock = steadyClock(
    () => timeOfDay,
    () => goingOn,
  )
  return {
    clock,
    pass(ms: number) {
      timeOfDay += ms
      goingOn += ms
    },
    set(byMs: number) {
      timeOfDay += byMs
    },
  }
}

it('goes on from the time of day, and where that is set back', () => {
  const { clock, pass, set } = machine()
  expect(clock()).toBe(start)
  pass(1000)
  set(-hour)
  expect(clock()).toBe(start + 1000)
  pass(1500.75)
  expect(clock()).toBe(start + 2501)
})

it('goes on over a sleep of the machine, for which the other clock stands', () => {
  const { clock, pass, set } = machine()
  set(hour)
  expect(clock()).toBe(start + hour)
  pass(1000)
  expect(clock()).toBe(start + hour + 1000)
})

it('does not drift with the whole milliseconds of the time of day, however often it is read', () => {
  const { clock, pass, set } = machine()
  for (let i = 0; i < 10_000; i++) {
    pass(0.4)
    set(i % 2 ? -0.4 : 0.4)
    clock()
  }
  expect(clock()).toBe(start + 4000)
})
