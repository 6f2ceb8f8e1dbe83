import { type Clock, secondAfter, secondOf } from '../clock.ts'

/**
 * Calls `tick` with every whole second of the wall clock (epoch ms) as it begins. The next second is worked out
 * from the clock each time, so nothing drifts. Seconds that pass while the process is held up are left out: the
 * one call after them has the newest, and it is for the receiver to make up for the others. Where the clock is set back, the
 * seconds from there on come again.
 */
export function startTicker(clock: Clock, tick: (second: number) => void): () => void {
  let done = secondOf(clock.now())
  let cancel = () => {}
  const awaitNext = () => {
    const now = clock.now()
    cancel = clock.schedule(secondAfter(now) - now, wake)
  }
  const wake = () => {
    const second = secondOf(clock.now())
    // A timer may fire a moment early.
    if (second !== done) {
      done = second
      tick(second)
    }
    awaitNext()
  }
  awaitNext()
  return () => cancel()
}
