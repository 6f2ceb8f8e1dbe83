/** Why somebody may not do what he asks for; each is a problem in `problems.ts` and a reason to end a feed. */
export type AccessCode =
  | 'unauthorized'
  | 'control-off'
  | 'key-invalid'
  | 'key-expired'
  | 'key-revoked'
  | 'key-in-address'
  | 'key-wrong-scope'
  | 'key-wrong-race'
  | 'session-ended'
  | 'keys-unavailable'
  | 'race-not-found'

/** A refusal. `message` says what is wrong and what to do; it never holds a token. */
export class AccessFailure {
  readonly code: AccessCode
  readonly message: string

  constructor(code: AccessCode, message: string) {
    this.code = code
    this.message = message
  }
}

/** @param at epoch ms */
export const expiredKey = (at: number): AccessFailure =>
  new AccessFailure(
    'key-expired',
    `The key expired at ${new Date(at).toISOString()}; ask the organiser for another one.`,
  )

/** @param at epoch ms */
export const revokedKey = (at: number): AccessFailure =>
  new AccessFailure(
    'key-revoked',
    `The key was revoked at ${new Date(at).toISOString()}; ask the organiser whether you are to have another one.`,
  )

export const endedSession = new AccessFailure(
  'session-ended',
  'The session has ended; sign in again at /control.',
)
