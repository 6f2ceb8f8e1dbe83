/**
 * Every code with which the server ends a connection of the feed, and whether it is worth coming back. The
 * numbers from 4000 on are ours; the others are RFC 6455's. A code that is not here is an accident: come back.
 */
export const CloseCode = {
  /** An orderly shutdown; the `bye` before it says when to come back. */
  goingAway: { code: 1001, reconnect: true, reason: 'the server is going away' },
  /** Frames that no WebSocket may send: unmasked, say. */
  brokenFrames: { code: 1002, reconnect: false, reason: 'frames broke the protocol' },
  /** A binary message on a text protocol. */
  notText: { code: 1003, reconnect: false, reason: 'messages are text' },
  /** Text that is not UTF-8. */
  notUtf8: { code: 1007, reconnect: false, reason: 'text was not UTF-8' },
  /** A message of more than 64 frames, or an unfinished one of thousands of reads. */
  inPieces: { code: 1008, reconnect: false, reason: 'a message came in too many pieces' },
  /** A message of more than `inboundLimit` bytes. */
  tooBig: { code: 1009, reconnect: false, reason: 'a message was too big' },
  /** Not JSON, or not one of the messages of the protocol. */
  badMessage: { code: 4400, reconnect: false, reason: 'a message was not understood' },
  /** Not a key of this server's, or not whole. */
  keyInvalid: { code: 4401, reconnect: false, reason: 'the key is not valid' },
  /** It may do so much that it must not stand in an address. */
  keyInAddress: { code: 4402, reconnect: false, reason: 'this key may not stand in an address' },
  keyExpired: { code: 4410, reconnect: false, reason: 'the key has expired' },
  keyRevoked: { code: 4411, reconnect: false, reason: 'the key was revoked' },
  keyWrongRace: { code: 4412, reconnect: false, reason: 'the key is for another race' },
  /** The gateway cannot tell at the moment whether the key was revoked. */
  keysUnavailable: { code: 4504, reconnect: true, reason: 'keys cannot be checked' },
  unknownRace: { code: 4404, reconnect: false, reason: 'there is no such race' },
  /** While it was watched; who comes afterwards hears that there is none. */
  raceDeleted: { code: 4404, reconnect: false, reason: 'the race was deleted' },
  /** While it was watched without a key for it; who comes afterwards hears that there is none. */
  racePrivate: { code: 4404, reconnect: false, reason: 'the race has become private' },
  /** Nothing was subscribed to, or a ping not answered, for too long. */
  silent: { code: 4408, reconnect: true, reason: 'nothing was heard' },
  tooMany: { code: 4429, reconnect: true, reason: 'too many messages' },
  /** Of its race as many different ones are served as can be. */
  tooManySubscriptions: { code: 4429, reconnect: true, reason: 'too many different subscriptions' },
  /** The list of races cannot be read at the moment. */
  notReady: { code: 4503, reconnect: true, reason: 'it cannot be told whether there is such a race' },
} as const
export type CloseReason = keyof typeof CloseCode

/** The reasons that an `error` names before the close. The others are closed without a word, or after a `bye`. */
export const errorCodes = [
  'notText',
  'tooBig',
  'badMessage',
  'keyInvalid',
  'keyInAddress',
  'unknownRace',
  'raceDeleted',
  'racePrivate',
  'silent',
  'keyExpired',
  'keyRevoked',
  'keyWrongRace',
  'tooMany',
  'tooManySubscriptions',
  'notReady',
  'keysUnavailable',
] as const satisfies CloseReason[]
export type ErrorCode = (typeof errorCodes)[number]

/** The largest message that the server takes, bytes. */
export const inboundLimit = 4096

const byCode: ReadonlyMap<number, boolean> = new Map(
  Object.values(CloseCode).map(({ code, reconnect }) => [code, reconnect]),
)

/** Whether a client that was closed with `code` should come back. */
export function worthReconnecting(code: number): boolean {
  return byCode.get(code) ?? true
}
