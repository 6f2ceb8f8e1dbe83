/**
 * What is known of the lease at a moment:
 * - `held`: this process may produce. `term` is another number each time the lease was gained anew: what was read
 *   under an earlier term may have been changed by another producer since.
 * - `elsewhere`: another process holds it.
 * - `unknown`: it was not asked for yet (`reason` is null), or where it is kept does not answer.
 */
export type LeaseState =
  | { name: 'held'; term: number }
  | { name: 'elsewhere' }
  | { name: 'unknown'; reason: Error | null }

/**
 * Who may produce into a sink: two generators on one sink would publish everything twice. It is kept where the events
 * go, is asked for as long as the sink is open, and is given back when that is closed or the process ends.
 */
export interface ProducerLease {
  /** As it is at this very moment: to be asked before each send, since a process may have been stopped in between. */
  state(): LeaseState
  /**
   * Calls back soon after the lease was gained, lost or refused; returns what stops it. A hold that runs out because
   * nothing answers is seen in `state` before it is told here.
   */
  onChange(listener: () => void): () => void
  /** Resolves when it was asked for once, whatever the answer. */
  asked(): Promise<void>
}

/** The lease of a sink that nobody else can have. */
export const soleProducer: ProducerLease = {
  state: () => ({ name: 'held', term: 1 }),
  onChange: () => () => {},
  asked: async () => {},
}
