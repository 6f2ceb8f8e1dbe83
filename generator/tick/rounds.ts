import { setImmediate as otherWork } from 'node:timers/promises'
import { SinkUnavailable } from '@racecast/pinot/ports'

export interface Rounds<R> {
  /** What a race has to send, one send a step. */
  publishing: (race: R) => AsyncGenerator<void>
  /** Runs a step when nothing else uses the sink. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
  done: (race: R) => void
  /** A defect of one race: no reason for the others to stand still. */
  failed: (race: R, error: unknown) => void
}

/**
 * Publishes races side by side, one send each in turn, so that one with much to make up for holds up neither the
 * others nor commands nor requests. Rejects with SinkUnavailable as soon as the sink does.
 */
export async function publishInRounds<R>(races: Iterable<R>, rounds: Rounds<R>): Promise<void> {
  let going = Array.from(races, (race) => ({ race, steps: rounds.publishing(race) }))
  while (going.length > 0) {
    const more: typeof going = []
    for (const one of going) {
      try {
        const { done } = await rounds.inTurn(() => one.steps.next())
        if (done) rounds.done(one.race)
        else more.push(one)
      } catch (error) {
        if (error instanceof SinkUnavailable) throw error
        rounds.failed(one.race, error)
      }
    }
    going = more
    if (going.length > 0) await otherWork()
  }
}
