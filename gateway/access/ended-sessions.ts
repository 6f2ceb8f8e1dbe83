import { type Static, Type } from 'typebox'
import type { Bus } from '../bus/bus.ts'
import { tellAll } from '../bus/subscribers.ts'
import type { Clock } from '../clock.ts'
import { RunId } from './key.ts'
import { createSharedRecords } from './shared-records.ts'

/** A session that its operator has ended before its time. */
const EndedSession = Type.Object({
  jti: RunId,
  /** Epoch ms: after that its cookie is good for nothing anyway. */
  expiresAt: Type.Integer({ minimum: 0 }),
})
type EndedSession = Static<typeof EndedSession>

/** How long one that has expired is kept, ms: the clocks of gateways may differ. */
const keptAfterMs = 60_000

/** The sessions that were ended by signing out, the same at every gateway and after every restart. */
export function createEndedSessions({ bus, clock }: { bus: Bus; clock: Clock }) {
  const listeners = new Set<(jti: string) => void>()
  const records = createSharedRecords({
    ...{ bus, clock, map: 'ended-sessions', schema: EndedSession },
    idOf: ({ jti }) => jti,
    isKept: ({ expiresAt }) => expiresAt + keptAfterMs > clock.now(),
    merge: (held, told) => held ?? told,
    taken(held, { jti }) {
      if (held === undefined) tellAll(listeners, (listener) => listener(jti))
    },
  })

  return {
    /** Resolves when what was ended before is known. Rejects while the bus does not answer. */
    load: records.load,
    has: (jti: string): boolean => records.get(jti) !== undefined,
    /**
     * Ends a session: here at once, everywhere when it resolves. Throws `BusUnavailable`; the other gateways are then told
     * when the bus is back.
     */
    async end(session: EndedSession): Promise<void> {
      records.takeHere(session)
      await records.change(session.jti, () => session)
    },
    /** Told of every session that is ended, at whichever gateway; returns what ends it. */
    onEnded(listener: (jti: string) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close(): void {
      records.close()
      listeners.clear()
    },
  }
}
