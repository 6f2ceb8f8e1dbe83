import type { Clock } from '../clock.ts'
import { BackOff } from '../protocol/client/back-off.ts'

/** The longest wait after failures, ms. */
const longestBackOffMs = 5000

export interface PollLoopOptions {
  /** One round; resolves to the wait before the next, ms, or null to wait until woken. */
  round: () => Promise<number | null>
  failed: (error: unknown, failures: number) => void
  clock: Clock
  random: () => number
}

/** Whether another failure in a row is worth a line of the log: the 1st, 2nd, 4th, 8th and so on. */
export const isWorthALine = (failures: number): boolean => (failures & (failures - 1)) === 0

/** Runs rounds one after another: when due, when woken, and after failures less and less often. */
export class PollLoop {
  readonly #options: PollLoopOptions
  readonly #backOff: BackOff
  #cancel: (() => void) | null = null
  #running: Promise<void> | null = null
  #again = false
  #stopped = false
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
      this.failures++
      this.#options.failed(error, this.failures)
      return this.#backOff.next()
    }
  }
}
