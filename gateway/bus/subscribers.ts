import type { Snapshot } from '../protocol/index.ts'
import type { Frame } from './bus.ts'

type Listener = (message: Frame | Snapshot) => void

/** Who listens to which race. */
export class Subscribers {
  readonly #byRace = new Map<string, Set<Listener>>()

  add(runId: string, listener: Listener): () => void {
    // Wrapped, so that one function may subscribe twice and end either.
    const own: Listener = (message) => listener(message)
    const listeners = this.#byRace.get(runId) ?? new Set()
    this.#byRace.set(runId, listeners.add(own))
    return () => {
      listeners.delete(own)
      if (listeners.size === 0) this.#byRace.delete(runId)
    }
  }

  /** Tells everybody, in the order in which they subscribed. One that throws does not keep it from the others. */
  tell(runId: string, message: Frame | Snapshot): void {
    const failures: unknown[] = []
    for (const listener of [...(this.#byRace.get(runId) ?? [])]) {
      try {
        listener(message)
      } catch (error) {
        failures.push(error)
      }
    }
    // The publication stands, so its publisher must not take this for a failed one: it is a defect, and loud.
    for (const error of failures) {
      queueMicrotask(() => {
        throw error
      })
    }
  }

  clear(): void {
    this.#byRace.clear()
  }
}
