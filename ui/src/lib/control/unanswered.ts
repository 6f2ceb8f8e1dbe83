import type { AuditEntry } from './desk-stream.svelte.ts'

/** An order that no answer came to. */
export interface Unanswered {
  /** As the audit log calls it. */
  action: string
  /** The name of who gave it; in the log it stands beside the order. */
  operator: string
  /** The newest entry of the log that was known then; 0 for none. */
  after: number
  /** How often the log had been told from the beginning until then. */
  connections: number
}

/**
 * What is known of an order that no answer came to: nothing, until the log has been told anew; then it has it or has it not.
 * '' where it has it: the log says the rest.
 */
export function fateOf(
  { action, operator, after, connections }: Unanswered,
  now: { connections: number; connected: boolean; audit: readonly AuditEntry[] },
): string {
  const isThere = now.audit.some((e) => e.n > after && e.action === action && e.operator === operator)
  if (isThere) return ''
  if (now.connected && now.connections > connections)
    return 'The connection is back. Your last order was NOT given: give it again if it is still wanted.'
  return 'The server does not answer: your order has probably NOT been given. It is told here once the connection is back.'
}
