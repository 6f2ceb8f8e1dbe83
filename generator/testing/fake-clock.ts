import type { Clock } from '../clock.ts'

/** A clock that stands still until it is told to go on. */
export function fakeClock(start = 1_760_000_000_000) {
  let now = start
  let timers: { at: number; run: () => void }[] = []
  const clock: Clock & { set(ms: number): void; advance(ms: number): void } = {
    now: () => now,
    schedule(ms, run) {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    /** Goes there at once: timers on the way are late, as after a stall. */
    set(ms) {
      now = ms
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers = timers.filter((other) => other !== timer)
        timer.run()
      }
    },
    /** Goes on, and runs each timer at its own time. */
    advance(ms) {
      const end = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        clock.set(Math.max(now, next.at))
      }
      now = end
    },
  }
  return clock
}
