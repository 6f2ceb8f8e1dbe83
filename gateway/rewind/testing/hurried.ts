import type { Clock } from '../../clock.ts'

/** Time for queries passes by itself: what is tested is what is made, not when. */
export function hurried(): Clock {
  let now = 0
  const schedule = (_: number, run: () => void) => {
    setImmediate(run)
    return () => {}
  }
  return { now: () => (now += 1000), elapsed: () => (now += 1000), schedule }
}
