import { errors, jwtVerify, SignJWT } from 'jose'
import type { Static, TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Clock } from '../clock.ts'
import { AccessFailure, expiredKey } from './failure.ts'

/** The one algorithm; what a token's own header says chooses nothing. */
const algorithm = 'HS256'
/** How far the clocks of two gateways may be apart, s. */
const toleranceS = 5
/** No token of ours is longer, characters. */
const longest = 1500

/** What every token says: who made it and for what, its own id, and from when to when it is good (s since 1970). */
type Claims = TObject<{ iss: TSchema; jti: TSchema; iat: TSchema; exp: TSchema }>

/**
 * Makes and reads tokens of one kind: JWT (RFC 7519), signed with one secret that all gateways have. Each kind has an
 * issuer of its own in `schema`, so that none passes for another.
 */
export function createSigning<T extends Claims>(secret: string, clock: Clock, schema: T) {
  const key = new TextEncoder().encode(secret)
  const claims = Compile(schema)

  return {
    sign: (given: Static<T>): Promise<string> =>
      new SignJWT({ ...(given as object) }).setProtectedHeader({ alg: algorithm, typ: 'JWT' }).sign(key),

    /** What a token says, if it is ours and has not expired. */
    async verify(token: string): Promise<Static<T> | AccessFailure> {
      if (token.length > longest) return unusable
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [algorithm],
          requiredClaims: ['iss', 'exp', 'iat', 'jti'],
          clockTolerance: toleranceS,
          currentDate: new Date(clock.now()),
        })
        const isOurs = claims.Check(payload) && Number(payload.iat) * 1000 <= clock.now() + toleranceS * 1000
        return isOurs ? (payload as Static<T>) : unusable
      } catch (error) {
        return error instanceof errors.JWTExpired ? expired(error) : unusable
      }
    },
  }
}

const unusable = new AccessFailure(
  'key-invalid',
  'The token was not made here, or not all of it has arrived; copy it again, or ask the organiser for another one.',
)

/** The signature has been found right before the time is looked at. */
const expired = ({ payload }: errors.JWTExpired): AccessFailure =>
  Number.isSafeInteger(payload.exp) ? expiredKey(payload.exp! * 1000) : unusable
