import { ApiProblem, ask } from '../api/client.ts'
import { AwakeClock } from './awake-clock.ts'
import { type Health, healthAfter, nextChangeMs, withPast } from './health.ts'

/** As long as no answer has said how often it is told, and how long silence is borne, ms. */
const unknown = { askEveryMs: 500, silentAfterMs: 2000 }
/** The clock is looked at so often at least, ms. */
const lookEveryMs = 500

/**
 * How every stage is: what the gateway said last, and what follows from nothing having come since. That goes by this page's own
 * clock from the moment of the question, so that a late answer makes nothing red any later, and for as long as the page was awake
 * to ask.
 */
export class HealthWatch {
  health = $state.raw<Health | null>(null)
  /** What keeps the gateway from being asked; then it is the trouble itself. */
  problem = $state('')
  readonly #clock = new AwakeClock(() => performance.now())
  #told: Health | null = null
  /** When what was told last was asked for, or the watch began; by `#clock`, ms. */
  #askedAt = 0
  #asking: ReturnType<typeof setTimeout> | undefined
  #waiting: ReturnType<typeof setTimeout> | undefined
  readonly #over = new AbortController()

  open(): void {
    this.#askedAt = this.#clock.now()
    this.#wait()
    void this.#look()
  }

  close(): void {
    this.#over.abort()
    clearTimeout(this.#asking)
    clearTimeout(this.#waiting)
  }

  async #look(): Promise<void> {
    const askedAt = this.#clock.now()
    const { askEveryMs, silentAfterMs } = this.#told ?? unknown
    const since = this.#told?.history.at(-1)?.at
    // One that hangs has the connection, and says nothing.
    const signal = AbortSignal.any([this.#over.signal, AbortSignal.timeout(silentAfterMs)])
    try {
      const told = await ask<Health>(`/api/health${since === undefined ? '' : `?since=${since}`}`, { signal })
      this.#told = withPast(this.#told, told)
      this.#askedAt = askedAt
      this.problem = ''
    } catch (error) {
      if (this.#over.signal.aborted) return
      if (!signal.aborted && error instanceof ApiProblem) this.problem = error.message
    }
    this.#wait()
    const tookMs = this.#clock.now() - askedAt
    this.#asking = setTimeout(() => void this.#look(), Math.max(0, askEveryMs - tookMs))
  }

  /** Shows what is so by now, and again when silence makes something of it red; looks at the clock in between. */
  #wait(): void {
    clearTimeout(this.#waiting)
    const told = this.#told
    const ms = this.#clock.now() - this.#askedAt
    if (told) this.health = healthAfter(told, ms)
    const { silentAfterMs } = told ?? unknown
    if (ms >= silentAfterMs && this.problem === '') this.problem = 'Its answer did not come in time.'
    const next = told ? nextChangeMs(told, ms) : ms < silentAfterMs ? silentAfterMs : null
    this.#waiting = setTimeout(
      () => this.#wait(),
      Math.ceil(Math.min(lookEveryMs, (next ?? Number.POSITIVE_INFINITY) - ms)),
    )
  }
}
