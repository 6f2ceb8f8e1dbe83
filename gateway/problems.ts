/** Everything that can go wrong with a request, as RFC 9457 problem details say it. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request has fields that cannot be used' },
  'malformed-address': { status: 400, title: 'The address cannot be read' },
  'malformed-request': { status: 400, title: 'This is not HTTP' },
  'malformed-body': { status: 400, title: 'The body is not JSON' },
  'unknown-subprotocol': { status: 400, title: 'The feed does not speak that subprotocol' },
  unauthorized: { status: 401, title: 'A token is missing or wrong' },
  'key-invalid': { status: 401, title: 'The token is not one of ours' },
  'key-expired': { status: 401, title: 'The key has expired' },
  'key-revoked': { status: 401, title: 'The key was revoked' },
  'session-ended': { status: 401, title: 'The session has ended' },
  'cross-origin': { status: 403, title: 'A session changes nothing for another site' },
  'key-in-address': { status: 403, title: 'This token may not stand in an address' },
  'key-wrong-scope': { status: 403, title: 'The key is not for this' },
  'key-wrong-race': { status: 403, title: 'The key is for another race' },
  'control-off': { status: 403, title: 'Nothing can be changed through this gateway' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'race-not-found': { status: 404, title: 'There is no such race' },
  'course-not-found': { status: 404, title: 'There is no such course' },
  'tick-not-yet': { status: 404, title: 'That tick has not come yet' },
  'bib-not-found': { status: 404, title: 'Nobody in the race has this bib' },
  'chunk-not-found': { status: 404, title: 'There is no such chunk' },
  'not-recorded': { status: 404, title: 'The race is not recorded' },
  'key-not-found': { status: 404, title: 'There is no such key' },
  'request-too-slow': { status: 408, title: 'The request took too long to arrive' },
  'standing-contradicted': { status: 409, title: 'What was seen of the competitor contradicts it' },
  'too-many-keys': { status: 409, title: 'There are too many keys' },
  'tick-gone': { status: 410, title: 'That tick is not kept' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'address-too-long': { status: 414, title: 'The address is too long' },
  'range-not-there': { status: 416, title: 'The file is not as long as that' },
  'unsupported-media-type': { status: 415, title: 'The body is of a kind that cannot be read' },
  'course-in-use': { status: 409, title: 'Races are run on this course' },
  'course-built-in': { status: 409, title: 'This course belongs to Racecast itself' },
  'course-refused': { status: 422, title: 'No course could be added from the file' },
  'upgrade-required': { status: 426, title: 'The feed is a WebSocket' },
  'too-many-attempts': { status: 429, title: 'Too many wrong tokens from one address' },
  'too-many-connections': { status: 429, title: 'Too many connections from one address' },
  'too-many-queries': { status: 429, title: 'Too many questions about the past of this race' },
  'headers-too-large': { status: 431, title: 'Address and headers are too large' },
  internal: { status: 500, title: 'The gateway failed' },
  'generator-failed': { status: 502, title: 'The generator gave no usable answer' },
  'gateway-full': { status: 503, title: 'The gateway has no room for another viewer' },
  'import-busy': { status: 503, title: 'Other course files are being read' },
  'generator-unreachable': { status: 503, title: 'The generator cannot be reached' },
  'bus-unavailable': { status: 503, title: 'What the gateways share cannot be reached at the moment' },
  'keys-unavailable': { status: 503, title: 'Keys cannot be looked up at the moment' },
  'race-not-visible': { status: 503, title: 'What was ordered is stored but does not show yet' },
  'race-not-ready': { status: 503, title: 'Nothing is known of the race yet' },
  'store-unavailable': { status: 503, title: 'The store cannot be read at the moment' },
} as const

export type ProblemCode = keyof typeof problems

/** One field that is wrong: what is wrong with it and what to do. */
export interface FieldError {
  field: string
  value?: unknown
  message: string
  remedy: string
}

export interface ProblemMore {
  /** Instead of the status in the table. */
  status?: number
  /** Members beside those of the RFC. */
  members?: Record<string, unknown>
  headers?: Record<string, string>
  /** Certainly nothing has been changed, whatever the status. */
  isUndone?: true
}

/** What a handler throws; `detail` says what is wrong and what to do about it. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly more: ProblemMore

  constructor(code: ProblemCode, detail: string, more: ProblemMore = {}) {
    super(detail)
    this.code = code
    this.more = more
  }

  get status(): number {
    return this.more.status ?? problems[this.code].status
  }

  get title(): string {
    return problems[this.code].title
  }

  toJSON() {
    return {
      type: `urn:racecast:problem:${this.code}`,
      title: this.title,
      status: this.status,
      detail: this.message,
      ...this.more.members,
    }
  }
}

/** A problem with fields of a request; its detail reads as a sentence about the first. */
export function invalid(errors: readonly [FieldError, ...FieldError[]]): Problem {
  const [first] = errors
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return new Problem('invalid-request', `${first.field}: ${first.message}; ${first.remedy}${others}`, {
    members: { errors },
  })
}
