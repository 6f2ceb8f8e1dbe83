import type { Access } from '../access/access.ts'
import { type AccessCode, AccessFailure } from '../access/failure.ts'
import type { ErrorCode } from '../protocol/index.ts'

/** What the feed asks of access. */
export type FeedAccess = Pick<Access, 'check' | 'mayWatch' | 'whileGood'>

/** Where there are no keys: to nobody is there a private race. */
export const noKeys: FeedAccess = {
  check: async () => new AccessFailure('key-invalid', 'There are no keys here.'),
  mayWatch: (_grant, { isPrivate }) =>
    isPrivate ? new AccessFailure('race-not-found', 'There is no such race.') : true,
  whileGood: () => () => {},
}

const reasons: Readonly<Partial<Record<AccessCode, ErrorCode>>> = {
  'key-expired': 'keyExpired',
  'key-revoked': 'keyRevoked',
  'key-in-address': 'keyInAddress',
  'key-wrong-race': 'keyWrongRace',
  'keys-unavailable': 'keysUnavailable',
}

/** With which close code a refusal ends a connection. */
export function closeReasonOf({ code }: AccessFailure): ErrorCode {
  return reasons[code] ?? 'keyInvalid'
}
