import type { Bus } from '../bus/bus.ts'
import type { Log } from '../log.ts'

/** What the map of the bus is called: runId -> since when, epoch ms as text, empty while all is well. */
const health = 'health'

export interface StoreHealthOptions {
  bus: Pick<Bus, 'note' | 'onNoted'>
  log: Log
  changed: (runId: string) => void
}

/**
 * Since when the store has not answered for a race: found out by the gateway that polls it, and carried to all of
 * them by the bus, since the others do not ask the store and have viewers too.
 */
export class StoreHealth {
  readonly #options: StoreHealthOptions
  readonly #downSince = new Map<string, number>()
  readonly #unsubscribe: () => void

  constructor(options: StoreHealthOptions) {
    this.#options = options
    this.#unsubscribe = options.bus.onNoted(health, (entries) => {
      for (const [runId, text] of entries) this.#take(runId, text === '' ? null : Number(text))
    })
  }

  /** Epoch ms; null while it answers. */
  downSince(runId: string): number | null {
    return this.#downSince.get(runId) ?? null
  }

  /** This gateway polls the race, and the store has not answered since then (epoch ms). */
  down(runId: string, since: number): void {
    if (!this.#downSince.has(runId)) this.#say(runId, since)
  }

  /** This gateway polls the race, and the store has answered. */
  up(runId: string): void {
    if (this.#downSince.has(runId)) this.#say(runId, null)
  }

  close(): void {
    this.#unsubscribe()
  }

  #say(runId: string, since: number | null): void {
    this.#take(runId, since)
    const { bus, log } = this.#options
    bus.note(health, new Map([[runId, String(since ?? '')]])).catch((error: unknown) => {
      log.warn({ err: error, runId }, 'other gateways could not be told how the store is')
    })
  }

  #take(runId: string, since: number | null): void {
    if (this.downSince(runId) === since) return
    if (since === null) this.#downSince.delete(runId)
    else this.#downSince.set(runId, since)
    this.#options.changed(runId)
  }
}
