import type { Clock } from '../clock.ts'
import type { createEndedSessions } from './ended-sessions.ts'
import { type AccessFailure, endedSession, expiredKey, revokedKey } from './failure.ts'
import type { Grant } from './grant.ts'
import type { createIssuedKeys } from './issued-keys.ts'

/** A key is good until a time of day, which may be set: it is looked at so often at least. */
const longestMs = 60_000

interface Watched {
  keys: Pick<ReturnType<typeof createIssuedKeys>, 'get' | 'onRevoked'>
  endedSessions: Pick<ReturnType<typeof createEndedSessions>, 'has' | 'onEnded'>
  clock: Clock
}

/**
 * Calls `end` once, when the key behind `grant` is revoked or expires, or the session is ended; returns what takes that
 * back.
 */
export function watchGrant(
  { jti, session, expiresAt }: Grant,
  end: (why: AccessFailure) => void,
  { keys, endedSessions, clock }: Watched,
): () => void {
  if (expiresAt === null) return () => {}
  let cancelTimer: () => void
  const stop = () => {
    cancelTimer()
    for (const unsubscribe of unsubscribes) unsubscribe()
  }
  /** Why it is good no more; null while it is. */
  const ended = (): AccessFailure | null => {
    const revokedAt = jti === null ? null : (keys.get(jti)?.revokedAt ?? null)
    if (revokedAt !== null) return revokedKey(revokedAt)
    if (session !== null && endedSessions.has(session)) return endedSession
    return clock.now() < expiresAt ? null : expiredKey(expiresAt)
  }
  const over = (why: AccessFailure) => {
    stop()
    end(why)
  }
  const look = () => {
    const why = ended()
    if (why) over(why)
    else cancelTimer = clock.schedule(Math.min(expiresAt - clock.now(), longestMs), look)
  }
  const heard = (id: string) => {
    const why = id === jti || id === session ? ended() : null
    if (why) over(why)
  }
  const unsubscribes = [keys.onRevoked(heard), endedSessions.onEnded(heard)]
  // It may have ended since it was looked at: what opens with it may have had to wait for something.
  const left = ended() === null ? expiresAt - clock.now() : 0
  cancelTimer = clock.schedule(Math.min(left, longestMs), look)
  return stop
}
