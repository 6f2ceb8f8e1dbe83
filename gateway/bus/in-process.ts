import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Bus, BusListener, Lease } from './bus.ts'
import { KeptCheckpoints } from './kept-checkpoints.ts'
import { Subscribers, tellPublished } from './subscribers.ts'

/** Nobody else can want it: it need not be asked for in a hurry. */
const leaseMs = 30_000

export interface InProcessBusOptions {
  file: string
  clock: Clock
  /** Is told when the file was damaged and had to be replaced. */
  log?: Log | undefined
}

/**
 * The bus of a single gateway: checkpoints in a file, frames handed over within the process. Another process that
 * opened the same file would take over its races by a higher fence.
 */
export function openInProcessBus({ file, clock, log }: InProcessBusOptions): Bus {
  const leases = new Map<string, { lease: Lease; until: number }>()
  const kept = new KeptCheckpoints({ file, clock, log, replaced: () => leases.clear() })
  const subscribers = new Subscribers<BusListener>()
  const noted = new Subscribers<(entries: ReadonlyMap<string, string>) => void>()

  return {
    leaseMs,
    async acquire(runId) {
      const at = clock.elapsed()
      const held = leases.get(runId)
      const lease =
        held && held.until > at
          ? held.lease
          : { runId, fence: kept.use((checkpoints) => checkpoints.raiseFence(runId, clock.now())) }
      leases.set(runId, { lease, until: at + leaseMs })
      return lease
    },
    async release(lease) {
      if (leases.get(lease.runId)?.lease.fence === lease.fence) leases.delete(lease.runId)
    },
    async publish(lease, publication) {
      const message = publication.frame ?? publication.keyframe
      if (!message) throw new Error(`race ${lease.runId}: a publication needs a frame or a keyframe`)
      if (!kept.use((checkpoints) => checkpoints.write(lease, publication))) return false
      tellPublished(subscribers, lease.runId, message)
      return true
    },
    checkpoint: async (runId) => kept.use((checkpoints) => checkpoints.read(runId)),
    log: async (runId, from, limit) => kept.use((checkpoints) => checkpoints.log(runId, from, limit)),
    forget: async (runId) => kept.use((checkpoints) => checkpoints.remove(runId)),
    subscribe: (runId, listener) => subscribers.add(runId, listener),
    async note(map, entries, { lease, whole = false } = {}) {
      if (!kept.use((checkpoints) => checkpoints.note(map, entries, lease, whole))) return false
      noted.tell(map, (listener) => listener(entries))
      return true
    },
    async append(list, id, text) {
      const { n, isNew } = kept.use((checkpoints) => checkpoints.append(list, id, text))
      if (isNew) noted.tell(list, (listener) => listener(new Map([[String(n), text]])))
      return n
    },
    notes: async (map) => kept.use((checkpoints) => checkpoints.notes(map)),
    onNoted: (map, listener) => noted.add(map, listener),
    async close() {
      leases.clear()
      subscribers.clear()
      noted.clear()
      kept.close()
    },
  }
}
