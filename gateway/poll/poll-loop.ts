import { StoreUnavailable } from '@racecast/pinot/ports'
import type { Clock } from '../clock.ts'
import { BackOff } from '../protocol/client/back-off.ts'

/** The longest wait after failures, ms. */
const longestBackOffMs = 5000

export interface PollLoopOptions {
  /** One round; resolves to the wait before the next, ms, or null to wait until woken. */
  round: () => Promise<number | null>
  /** @param since when the first of these failures in a row was, epoch ms */
  failed: (error: unknown, failures: number, since: number) => void
  clock: Clock
  random: () => number
}

/** Whether another failure in a row is worth a line of the log: the 1st, 2nd, 4th, 8th and so on. */
export const isWorthALine = (failures: number): boolean => (failures & (failures - 1)) === 0

/** So many rounds in a row must fail before the store counts as down: one passes by itself. */
const failuresToBeDown = 3

/** Whether the store counts as down after so many failures in a row, this one the last. */
export const countsAsDown = (error: unknown, failures: number): boolean =>
  failures >= failuresToBeDown && error instanceof StoreUnavailable

/** Where it is told since when (epoch ms) the store does not answer for something: a race's runId, or the list of races. */
export interface StoreWatch {
  down(what: string, since: number): void
  up(what: string): void
  downSince(what: string): number | null
}

/** Runs rounds one after another: when due, when woken, and after failures less and less often. */
export class PollLoop {
  readonly #options: PollLoopOptions
  readonly #backOff: BackOff
  #cancel: (() => void) | null = null
  #running: Promise<void> | null = null
  #again = false
  #stopped = false
  #failingSince = 0
  /** Consecutive failures. */
  failures = 0

  constructor(options: PollLoopOptions) {
    this.#options = options
    this.#backOff = new BackOff(options.random, { firstMs: 250, longestMs: longestBackOffMs })
  }

  /** Something may have changed. Ignored while backing off. */
  wake(): void {
    if (this.failures === 0) void this.now()
  }

  /** Makes a round now, whatever is scheduled; resolves after one that began no earlier than this call. */
  now(): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    if (!this.#running) return this.#run()
    this.#again = true
    return this.#running
  }

  /** Resolves when the round that is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel?.()
    await this.#running
  }

  #run(): Promise<void> {
    this.#cancel?.()
    this.#cancel = null
    this.#running = this.#rounds().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #rounds(): Promise<void> {
    let wait: number | null
    do {
      this.#again = false
      wait = await this.#round()
    } while (this.#again && !this.#stopped && this.failures === 0)
    if (wait === null || this.#stopped) return
    this.#cancel = this.#options.clock.schedule(wait, () => void this.now())
  }

  async #round(): Promise<number | null> {
    try {
      const wait = await this.#options.round()
      this.failures = 0
      this.#backOff.succeeded()
      return wait
    } catch (error) {
      if (this.#stopped) return null
      if (this.failures++ === 0) this.#failingSince = this.#options.clock.now()
      this.#options.failed(error, this.failures, this.#failingSince)
      return this.#backOff.next()
    }
  }
}
