import { SinkUnavailable } from '@racecast/pinot/ports'
import { Problem } from '../problems.ts'
import { LeaseLost } from './held-sink.ts'
import type { Log } from './ports.ts'

/** Whether the sink takes what is sent, logged when that changes. */
export function createSinkWatch(log: Log) {
  let isDown = false

  function answered(): void {
    if (isDown) log.info({}, 'sink is back')
    isDown = false
  }

  function failed(error: SinkUnavailable): void {
    // A sink that refuses for want of the lease is not down.
    if (error instanceof LeaseLost) return
    if (!isDown) log.warn({ err: error }, 'sink is down')
    isDown = true
  }

  return {
    answered,
    isDown: () => isDown,

    /** Does what can be done again at the next tick, and notes why it could not be done. */
    async attempting(work: () => Promise<void>): Promise<void> {
      try {
        await work()
      } catch (error) {
        if (error instanceof SinkUnavailable) failed(error)
        else log.error({ err: error }, 'tick failed')
      }
    },

    /** Turns the sink's rejection into an answer. */
    async answering<T>(work: () => Promise<T>): Promise<T> {
      try {
        const answer = await work()
        answered()
        return answer
      } catch (error) {
        if (!(error instanceof SinkUnavailable)) throw error
        failed(error)
        if (error instanceof LeaseLost) throw standingBy(error)
        throw new Problem('sink-unavailable', `${error.message}; try again`, undefined, error)
      }
    },
  }
}

export type SinkWatch = ReturnType<typeof createSinkWatch>

export const standingBy = (cause?: unknown) =>
  new Problem(
    'standing-by',
    'another generator produces into this sink and this one waits to take over; ask that one, or try again when it has ended',
    undefined,
    cause,
  )
