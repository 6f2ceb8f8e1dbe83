import type { RaceRecord } from '@racecast/pinot/events'
import type { Clock } from '../clock.ts'
import { isContradicted } from '../race/race-info.ts'
import type { Live } from './checkpoint.ts'
import type { RaceReader } from './race-reader.ts'
import type { Rebuilt } from './rebuild.ts'

/** So long a round waits for a small race to be worked out, ms: longer, and those who watch would notice. */
const patienceMs = 300

/**
 * A race that is worked out anew, since a finish was taken back or given again, while its old epoch goes on: of ten thousand
 * runners that takes minutes, in which nobody else's screen may stand still.
 */
export class Renewal {
  /** The record that it is made of. */
  readonly of: RaceRecord
  readonly #reader: RaceReader
  readonly #work: Promise<void>
  #outcome: { built: Rebuilt } | { error: unknown } | null = null

  constructor(of: RaceRecord, reader: RaceReader, work: Promise<Rebuilt>) {
    this.of = of
    this.#reader = reader
    this.#work = work.then(
      (built) => {
        this.#outcome = { built }
      },
      (error: unknown) => {
        this.#outcome = { error }
      },
    )
  }

  /** What it came to; null while it is not done, which is waited for as long as `isPatient`, or else for a moment. Throws as the store does. */
  async built(clock: Clock, isPatient: boolean): Promise<Rebuilt | null> {
    let cancel = () => {}
    const enough = new Promise<void>((done) => {
      if (!isPatient) cancel = clock.schedule(patienceMs, done)
    })
    await Promise.race([this.#work, enough])
    cancel()
    if (this.#outcome && 'error' in this.#outcome) throw this.#outcome.error
    return this.#outcome?.built ?? null
  }

  /** It is not wanted any more. */
  end(): void {
    this.#reader.close()
  }
}

/** The record as of before what race control has decided since; null where that is not all that contradicts what is held. */
export function asBefore(live: Live | null, race: RaceRecord): RaceRecord | null {
  if (!live || !isContradicted(live.state.race, race)) return null
  const { rulings: _, ...others } = race
  const { rulings } = live.state.race
  const before: RaceRecord = rulings ? { ...others, rulings } : others
  return isContradicted(live.state.race, before) ? null : before
}
