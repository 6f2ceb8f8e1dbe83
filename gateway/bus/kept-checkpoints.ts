import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { Checkpoints } from './checkpoints.ts'
import { isDamage, setAside } from './damage.ts'

export interface KeptCheckpointsOptions {
  file: string
  clock: Clock
  log: Log | undefined
  /** The file has been replaced by an empty one: no fence that was given out is known any more. */
  replaced: () => void
}

/**
 * Checkpoints that outlive damage to their file: it is moved aside and a new one begun, since the store has
 * everything that was in it. Races then begin a new epoch.
 */
export class KeptCheckpoints {
  readonly #options: KeptCheckpointsOptions
  #checkpoints: Checkpoints

  constructor(options: KeptCheckpointsOptions) {
    this.#options = options
    const { file } = options
    try {
      this.#checkpoints = new Checkpoints(file)
    } catch (error) {
      this.#checkpoints = this.#renew(error)
    }
  }

  /** Does `work`, once more on a new file if this one turns out to be damaged. */
  use<T>(work: (checkpoints: Checkpoints) => T): T {
    try {
      return work(this.#checkpoints)
    } catch (error) {
      if (!isDamage(error)) throw error
      this.#checkpoints.close()
      this.#checkpoints = this.#renew(error)
      return work(this.#checkpoints)
    }
  }

  close(): void {
    this.#checkpoints.close()
  }

  #renew(error: unknown): Checkpoints {
    if (!isDamage(error)) throw error
    const { file, clock, log, replaced } = this.#options
    const aside = setAside(file, clock.now())
    log?.warn(
      { err: error, file, aside },
      'the file of the checkpoints is damaged: it was moved aside, every race is worked out again from the store',
    )
    replaced()
    return new Checkpoints(file)
  }
}
