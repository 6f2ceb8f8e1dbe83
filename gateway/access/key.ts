import { type Static, Type } from 'typebox'

/**
 * What a key opens. `watch`: a private race. `feed`: the same, for displays, many of which share one address.
 * `control`: everything that changes something.
 */
export const Scope = Type.Enum(['watch', 'feed', 'control'])
export type Scope = Static<typeof Scope>

/** One line without control characters or a turned direction of writing. */
const oneLine = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$'
/** Says in the list of keys whose key it is. */
export const Label = Type.String({ minLength: 1, maxLength: 80, pattern: oneLine })

/** What an operator is called in the audit log. */
export const OperatorName = Type.String({ minLength: 1, maxLength: 40, pattern: oneLine })

const uuid = () => Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
export const RunId = uuid()
export const KeyId = uuid()

/** What a key's token says, signed. Times are whole seconds since 1970, as RFC 7519 has them. */
export const KeyClaims = Type.Object({
  iss: Type.Literal('racecast'),
  jti: KeyId,
  scope: Scope,
  /** runId; any race if left out. */
  race: Type.Optional(RunId),
  label: Label,
  iat: Type.Integer({ minimum: 0 }),
  exp: Type.Integer({ minimum: 0 }),
})
export type KeyClaims = Static<typeof KeyClaims>

/** What is kept of a key that was made. Its token is not: it is shown once. */
export const KeyRecord = Type.Object({
  jti: KeyId,
  scope: Scope,
  race: Type.Union([RunId, Type.Null()], { description: 'runId; null: any race' }),
  label: Label,
  issuedAt: Type.Integer({ minimum: 0, description: 'epoch ms' }),
  expiresAt: Type.Integer({ minimum: 0, description: 'epoch ms' }),
  revokedAt: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], { description: 'epoch ms' }),
})
export type KeyRecord = Static<typeof KeyRecord>

/** A key as `/api/keys` tells of it: what is kept, and its race as people call it. */
export const Key = Type.Evaluate(
  Type.Intersect([KeyRecord, Type.Object({ slug: Type.Union([Type.String(), Type.Null()]) })]),
)
export type Key = Static<typeof Key>
export const NewKey = Type.Object({ token: Type.String({ description: 'shown once' }), key: Key })
export const KeyList = Type.Object({ keys: Type.Array(Key) })

/** The longest that a key may be good for, days. */
export const mostDays = 3660
