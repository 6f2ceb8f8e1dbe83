import { createEventTime } from '@racecast/pinot/event-time'
import type { Clock } from '../clock.ts'

/** A clock that stands still until it is told to go on. */
export function fakeClock(start = 1_760_000_000_000) {
  let timeOfDay = start
  let elapsed = 5000
  let timers: { at: number; run: () => void }[] = []
  const time = createEventTime(
    () => timeOfDay,
    () => elapsed,
  )
  const goTo = (at: number) => {
    timeOfDay += at - elapsed
    elapsed = at
    for (const timer of timers.filter((one) => one.at <= elapsed)) {
      timers = timers.filter((other) => other !== timer)
      timer.run()
    }
  }
  const clock: Clock & {
    timeOfDay(): number
    set(ms: number): void
    turn(ms: number): void
    advance(ms: number): void
  } = {
    ...time,
    schedule(ms, run) {
      // As Node's own.
      const timer = { at: elapsed + (ms < 2 ** 31 ? Math.max(1, ms) : 1), run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    /** The machine's, epoch ms. */
    timeOfDay: () => timeOfDay,
    /** Goes to `ms` at once: timers on the way are late, as after a stall. */
    set(ms) {
      goTo(elapsed + ms - clock.now())
    },
    /** The time of day is set ahead by `ms`, or back where that is negative: nothing else goes on by it. */
    turn(ms) {
      timeOfDay += ms
    },
    /** Goes on, and runs each timer at its own time. */
    advance(ms) {
      const end = elapsed + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        goTo(Math.max(elapsed, next.at))
      }
      goTo(end)
    },
  }
  return clock
}
