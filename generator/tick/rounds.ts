import { setImmediate as otherWork } from 'node:timers/promises'
import { SinkUnavailable } from '@racecast/pinot/ports'

export interface Rounds<R> {
  /** The races that there are by now. */
  races: () => Iterable<R>
  /** Whether `publishing` has yet to be asked for the newest second. */
  isBehind: (race: R) => boolean
  /** What a race has to send, one send a step. */
  publishing: (race: R) => AsyncGenerator<void>
  /** Runs a step when nothing else uses the sink. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
  done: (race: R) => void
  /** A defect of one race: no reason for the others to stand still. */
  failed: (race: R, error: unknown) => void
}

/**
 * Publishes races side by side, one send each in turn, until none is behind: a race that is done goes on with the
 * next second while another, with much to make up for, is still at an older one. So a race that is too large for
 * the machine holds up neither the others nor commands nor requests. Rejects with SinkUnavailable as soon as the
 * sink does.
 */
export async function publishInRounds<R>(rounds: Rounds<R>): Promise<void> {
  const going = new Map<R, AsyncGenerator<void>>()
  for (;;) {
    for (const race of rounds.races()) {
      if (!going.has(race) && rounds.isBehind(race)) going.set(race, rounds.publishing(race))
    }
    if (going.size === 0) return
    for (const [race, steps] of [...going]) {
      try {
        const { done } = await rounds.inTurn(() => steps.next())
        if (!done) continue
        going.delete(race)
        rounds.done(race)
      } catch (error) {
        if (error instanceof SinkUnavailable) throw error
        going.delete(race)
        rounds.failed(race, error)
      }
    }
    if (going.size > 0) await otherWork()
  }
}
