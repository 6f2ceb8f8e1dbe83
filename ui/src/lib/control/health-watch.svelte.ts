import { ApiProblem, ask } from '../api/client.ts'
import type { Health } from './health.ts'

/** How often it is asked for, ms: a screen plays two seconds behind, and red is to be seen here before. */
const everyMs = 1000
/** A gateway that hangs has the connection, and says nothing: what takes longer counts as no answer, ms. */
const withinMs = 1500

/** How every stage is. That it cannot be asked is told as well: then the gateway itself is the trouble. */
export class HealthWatch {
  health = $state.raw<Health | null>(null)
  problem = $state('')
  #timer: ReturnType<typeof setTimeout> | undefined
  #over = false

  open(): void {
    void this.#look()
  }

  close(): void {
    this.#over = true
    clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    try {
      this.health = await ask<Health>('/api/health', { signal: AbortSignal.timeout(withinMs) })
      this.problem = ''
    } catch (error) {
      this.problem = error instanceof ApiProblem ? error.message : 'Its answer did not come in time.'
    }
    if (!this.#over) this.#timer = setTimeout(() => void this.#look(), everyMs)
  }
}
