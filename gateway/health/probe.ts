import type { Clock } from '../clock.ts'

/** What is asked that does not answer within this time counts as failed, ms. */
const withinMs = 2000

/** How something answers that is asked again and again, one question at a time. */
export class Probe<T> {
  readonly #ask: () => Promise<T>
  readonly #clock: Clock
  #isAsking = false
  /** Since when it has not answered, by `elapsed`; null while it does. */
  failingSince: number | null = null
  error: string | null = null
  tookMs: number | null = null
  answer: T | null = null

  constructor(ask: () => Promise<T>, clock: Clock) {
    this.#ask = ask
    this.#clock = clock
  }

  /** Resolves when it has answered, failed or taken too long. */
  async look(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    const asked = this.#clock.elapsed()
    const failed = (error: unknown) => {
      this.failingSince ??= asked
      this.error = error instanceof Error ? error.message : String(error)
    }
    const cancel = this.#clock.schedule(withinMs, () => failed(`no answer within ${withinMs} ms`))
    try {
      this.answer = await this.#ask()
      this.tookMs = Math.round(this.#clock.elapsed() - asked)
      this.failingSince = null
      this.error = null
    } catch (error) {
      failed(error)
    } finally {
      cancel()
      this.#isAsking = false
    }
  }
}
