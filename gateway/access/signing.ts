import { errors, jwtVerify, SignJWT } from 'jose'
import { Compile } from 'typebox/compile'
import type { Clock } from '../clock.ts'
import { AccessFailure, expiredKey } from './failure.ts'
import { KeyClaims } from './key.ts'

/** The one algorithm; what a token's own header says chooses nothing. */
const algorithm = 'HS256'
/** How far the clocks of two gateways may be apart, s. */
const toleranceS = 5
/** No token of ours is longer, characters. */
const longest = 1500

const claims = Compile(KeyClaims)

/** Makes and reads the tokens of keys: JWT (RFC 7519), signed with one secret that all gateways have. */
export function createSigning(secret: string, clock: Clock) {
  const key = new TextEncoder().encode(secret)

  return {
    sign: (given: KeyClaims): Promise<string> =>
      new SignJWT({ ...given }).setProtectedHeader({ alg: algorithm, typ: 'JWT' }).sign(key),

    /** What a token says, if it is ours and has not expired. */
    async verify(token: string): Promise<KeyClaims | AccessFailure> {
      if (token.length > longest) return unusable
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [algorithm],
          issuer: 'racecast',
          requiredClaims: ['exp', 'iat', 'jti'],
          clockTolerance: toleranceS,
          currentDate: new Date(clock.now()),
        })
        const isOurs = claims.Check(payload) && payload.iat * 1000 <= clock.now() + toleranceS * 1000
        return isOurs ? payload : unusable
      } catch (error) {
        return error instanceof errors.JWTExpired ? expired(error) : unusable
      }
    },
  }
}

const unusable = new AccessFailure(
  'key-invalid',
  'The token was not made here, or not all of it has arrived; copy it again, or make another one: npm run token -- mint.',
)

/** The signature has been found right before the time is looked at. */
const expired = ({ payload }: errors.JWTExpired): AccessFailure =>
  Number.isSafeInteger(payload.exp) ? expiredKey(payload.exp! * 1000) : unusable
