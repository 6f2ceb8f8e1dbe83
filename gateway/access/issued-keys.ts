import type { Bus } from '../bus/bus.ts'
import { tellAll } from '../bus/subscribers.ts'
import type { Clock } from '../clock.ts'
import { KeyRecord } from './key.ts'
import { createSharedRecords } from './shared-records.ts'

/** How long a key that has expired stays in the list, ms. */
const keptAfterMs = 7 * 86_400_000

/** The keys that were made and what became of them, the same at every gateway. */
export function createIssuedKeys({ bus, clock }: { bus: Bus; clock: Clock }) {
  const listeners = new Set<(jti: string) => void>()
  const records = createSharedRecords({
    ...{ bus, clock, map: 'keys', schema: KeyRecord },
    idOf: ({ jti }) => jti,
    isKept: ({ expiresAt }) => expiresAt + keptAfterMs > clock.now(),
    // What is revoked once stays so.
    merge: (held, told) => (held !== undefined && held.revokedAt !== null ? held : told),
    taken(held, { jti, revokedAt }) {
      if (revokedAt !== null && (held === undefined || held.revokedAt === null))
        tellAll(listeners, (listener) => listener(jti))
    },
  })

  return {
    /** Resolves when what was made and revoked before is known. Rejects while the bus does not answer. */
    load: records.load,
    get: records.get,
    /** The newest first, and for a while those that have expired. */
    list: (): KeyRecord[] => records.list().sort((a, b) => b.issuedAt - a.issuedAt),
    add: (made: KeyRecord) => records.change(made.jti, () => made),
    /** The key as it is then; undefined if there is none. A second time changes nothing. */
    revoke: (jti: string) =>
      records.change(jti, (held) =>
        held === undefined || held.revokedAt !== null ? undefined : { ...held, revokedAt: clock.now() },
      ),
    /** Told of every key that is revoked, at whichever gateway; returns what ends it. */
    onRevoked(listener: (jti: string) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close(): void {
      records.close()
      listeners.clear()
    },
  }
}
