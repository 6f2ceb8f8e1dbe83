import type { RaceRecord } from '@racecast/pinot/events'
import type { PositionStore } from '@racecast/pinot/ports'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { PollLoop } from './poll-loop.ts'

/** The list is read at most so often on its own account, ms. */
const listEveryMs = 1000

export interface RaceWatchOptions {
  store: PositionStore
  clock: Clock
  log: Log
  random: () => number
  /** Takes over the records as they are now. */
  take: (races: RaceRecord[]) => Promise<void>
}

/** Reads the store's list of races: on change at most once a second, where the store cannot tell once a second. */
export class RaceWatch {
  readonly #options: RaceWatchOptions
  readonly #loop: PollLoop
  #tells = false
  #changed = true
  #readAt = Number.NEGATIVE_INFINITY

  constructor(options: RaceWatchOptions) {
    this.#options = options
    const { clock, random, log } = options
    this.#loop = new PollLoop({
      ...{ clock, random, round: () => this.#round() },
      failed: (error, failures) => log.warn({ err: error, failures }, 'the list of races cannot be read'),
    })
  }

  /** Resolves after the first reading, whether or not it succeeded. @param tells whether the store tells of changes */
  start(tells: boolean): Promise<void> {
    this.#tells = tells
    return this.#loop.now()
  }

  /** The store has changed somehow. */
  changed(): void {
    this.#changed = true
    if (this.#options.clock.now() - this.#readAt >= listEveryMs) this.#loop.wake()
  }

  /** Reads the list now. Rejects if the store does not answer. */
  refresh(): Promise<void> {
    return this.#read()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #round(): Promise<number> {
    if (this.#changed || !this.#tells) await this.#read()
    return listEveryMs
  }

  async #read(): Promise<void> {
    this.#readAt = this.#options.clock.now()
    this.#changed = false
    try {
      await this.#options.take(await this.#options.store.races())
    } catch (error) {
      this.#changed = true
      throw error
    }
  }
}
