import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'

/**
 * Keeps a lease while a round is under way, however long the store takes over it. A process that stands still keeps
 * nothing, since this stands still with it. Returns what ends it.
 */
export function keepLease(runId: string, bus: Bus, clock: Clock): () => void {
  let cancel = () => {}
  const renew = () => {
    cancel = clock.schedule(bus.leaseMs / 3, () => {
      // A lease that cannot be renewed is found out when it is used.
      bus.acquire(runId).catch(() => {})
      renew()
    })
  }
  renew()
  return () => cancel()
}
