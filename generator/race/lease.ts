/**
 * Who may produce: two generators on one sink would publish everything twice. On one machine the lock on the data
 * directory sees to that; where several stand by, a lease in a shared place implements this.
 */
export interface ProducerLease {
  /** Whether this process holds it now; nothing is published while it does not. */
  isHeld(): boolean
}

export const soleProducer: ProducerLease = { isHeld: () => true }
