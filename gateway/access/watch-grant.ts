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
  const look = () => {
    const left = expiresAt - clock.now()
    if (left <= 0) over(expiredKey(expiresAt))
    else cancelTimer = clock.schedule(Math.min(left, longestMs), look)
  }
  const unsubscribe = keys.onRevoked((other) => {
    if (other === jti) over(revokedKey(keys.get(jti)?.revokedAt ?? clock.now()))
  })
  cancelTimer = clock.schedule(Math.min(Math.max(0, expiresAt - clock.now()), longestMs), look)
  return stop
}
