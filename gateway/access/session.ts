import { createHmac, randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import type { Clock } from '../clock.ts'
import type { createEndedSessions } from './ended-sessions.ts'
import { AccessFailure, endedSession } from './failure.ts'
import type { Grant } from './grant.ts'
import { KeyId, OperatorName, RunId } from './key.ts'
import { isSameSecret } from './same-secret.ts'
import { createSigning } from './signing.ts'

/** How long an operator stays signed in, ms: a long day of racing. */
export const sessionMs = 12 * 3_600_000

/** What the cookie of a session says, signed. It holds no token, and none can be worked out from it. */
const SessionClaims = Type.Object({
  iss: Type.Literal('racecast session'),
  jti: RunId,
  name: OperatorName,
  /** runId; any race if left out. */
  race: Type.Optional(RunId),
  /** The key that it was begun with; with the control token, `control` says which that was. */
  key: Type.Optional(KeyId),
  control: Type.Optional(Type.String({ maxLength: 64 })),
  iat: Type.Integer({ minimum: 0 }),
  exp: Type.Integer({ minimum: 0 }),
})

export interface Session {
  name: string
  /** runId; null: any race. */
  race: string | null
  /** Epoch ms. */
  expires: number
}

export interface SessionsOptions {
  signingKey: string
  controlToken: string | undefined
  clock: Clock
  /** When a key was revoked, epoch ms; null if it was not. */
  revocationOf: (jti: string) => Promise<number | null | AccessFailure>
  endedSessions: Pick<ReturnType<typeof createEndedSessions>, 'has' | 'load' | 'end'>
}

/**
 * Sessions of operators: a signed text for a cookie, kept nowhere. It is good until it expires, its operator signs out, its key
 * is revoked or the control token is another, and that at every gateway, since each looks.
 */
export function createSessions({
  signingKey,
  controlToken,
  clock,
  revocationOf,
  endedSessions,
}: SessionsOptions) {
  const signing = createSigning(signingKey, clock, SessionClaims)
  // Keyed with the signing key: without that nobody can try tokens on it.
  const control =
    controlToken === undefined
      ? undefined
      : createHmac('sha256', signingKey).update(controlToken).digest('base64url')

  /** Whether its operator has ended it, or that this cannot be told. */
  async function isEnded(jti: string): Promise<boolean | AccessFailure> {
    if (endedSessions.has(jti)) return true
    try {
      await endedSessions.load()
    } catch {
      const message = 'It cannot be told at the moment whether the session was ended; try again.'
      return new AccessFailure('keys-unavailable', message)
    }
    return endedSessions.has(jti)
  }

  return {
    /** Begins a session for who has shown `grant`, which may control something. */
    async begin(grant: Grant, name: string): Promise<{ text: string; session: Session }> {
      const { race, jti, expiresAt } = grant
      const now = clock.now()
      const expires = Math.min(now + sessionMs, expiresAt ?? Number.POSITIVE_INFINITY)
      const exp = Math.floor(expires / 1000)
      const text = await signing.sign({
        ...{ iss: 'racecast session', jti: randomUUID(), name, iat: Math.floor(now / 1000), exp },
        ...(race !== null && { race }),
        ...(jti === null ? { control: control! } : { key: jti }),
      })
      return { text, session: { name, race, expires: exp * 1000 } }
    },

    /** What a session opens, or that it has ended. */
    async check(text: string): Promise<Grant | AccessFailure> {
      const claims = await signing.verify(text)
      if (claims instanceof AccessFailure) return endedSession
      const { jti, name, race = null, key = null, exp } = claims
      if (key === null && !(control && isSameSecret(claims.control ?? '', control))) return endedSession
      const revokedAt = key === null ? null : await revocationOf(key)
      if (revokedAt instanceof AccessFailure) return revokedAt
      if (revokedAt !== null) return endedSession
      const isOver = await isEnded(jti)
      if (isOver instanceof AccessFailure) return isOver
      if (isOver) return endedSession
      const who = { label: name, session: jti, operator: name }
      return { scope: 'control', race, jti: key, ...who, expiresAt: exp * 1000 }
    },

    /** Ends a session, if it lasts. Throws `BusUnavailable`. */
    async end(text: string): Promise<void> {
      const claims = await signing.verify(text)
      if (claims instanceof AccessFailure) return
      await endedSessions.end({ jti: claims.jti, expiresAt: claims.exp * 1000 })
    },
  }
}
