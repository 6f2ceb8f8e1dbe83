import type { Snapshot } from '../protocol/index.ts'
import type { BusListener, Frame } from './bus.ts'

/** Calls every listener; one that throws does not keep it from the others, and is a defect that is heard of. */
export function tellAll<L>(listeners: Iterable<L>, tell: (listener: L) => void): void {
  for (const listener of [...listeners]) {
    try {
      tell(listener)
    } catch (error) {
      // What is told has been done already, so its doer must not take this for a failure of its own.
      queueMicrotask(() => {
        throw error
      })
    }
  }
}

/** Who listens to which race, or to which map. */
export class Subscribers<L> {
  readonly #byName = new Map<string, Set<{ listener: L }>>()

  add(name: string, listener: L): () => void {
    // Wrapped, so that one function may subscribe twice and end either.
    const own = { listener }
    const listeners = this.#byName.get(name) ?? new Set()
    this.#byName.set(name, listeners.add(own))
    return () => {
      listeners.delete(own)
      if (listeners.size === 0 && this.#byName.get(name) === listeners) this.#byName.delete(name)
    }
  }

  names(): string[] {
    return [...this.#byName.keys()]
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** Tells everybody, in the order in which they subscribed. */
  tell(name: string, tell: (listener: L) => void): void {
    tellAll(this.#byName.get(name) ?? [], ({ listener }) => tell(listener))
  }

  clear(): void {
    this.#byName.clear()
  }
}

export type RaceSubscribers = Subscribers<BusListener>

export function tellPublished(subscribers: RaceSubscribers, runId: string, message: Frame | Snapshot): void {
  subscribers.tell(runId, (listener) => listener.published(message))
}
