import type { Clock } from '../clock.ts'
import { type AccessFailure, expiredKey, revokedKey } from './failure.ts'
import type { Grant } from './grant.ts'
import type { createIssuedKeys } from './issued-keys.ts'

/** A timer of Node's may be set for 24 days at most, and a key be good for years: its time is looked at once a day. */
const longestMs = 86_400_000

interface Watched {
  keys: Pick<ReturnType<typeof createIssuedKeys>, 'get' | 'onRevoked'>
  clock: Clock
}

/** Calls `end` once, when the key behind `grant` is revoked or expires; returns what takes that back. */
export function watchGrant(
  { jti, expiresAt }: Grant,
  end: (why: AccessFailure) => void,
  { keys, clock }: Watched,
): () => void {
  if (expiresAt === null) return () => {}
  let cancelTimer: () => void
  const stop = () => {
    cancelTimer()
    unsubscribe()
  }
  const over = (why: AccessFailure) => {
    stop()
    end(why)
  }
  const revokedAt = () => (jti === null ? null : (keys.get(jti)?.revokedAt ?? null))
  const look = () => {
    const left = expiresAt - clock.now()
    const at = revokedAt()
    if (at !== null) over(revokedKey(at))
    else if (left <= 0) over(expiredKey(expiresAt))
    else cancelTimer = clock.schedule(Math.min(left, longestMs), look)
  }
  const unsubscribe = keys.onRevoked((other) => {
    if (other === jti) over(revokedKey(revokedAt() ?? clock.now()))
  })
  // It may have been revoked since it was looked at: what opens with it may have had to wait for something.
  const left = revokedAt() === null ? expiresAt - clock.now() : 0
  cancelTimer = clock.schedule(Math.min(Math.max(0, left), longestMs), look)
  return stop
}
