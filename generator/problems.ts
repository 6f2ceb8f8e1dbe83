/** What can go wrong, as RFC 9457 problem details say it. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request has fields that cannot be used' },
  'invalid-start-list': { status: 400, title: 'The start list has rows that cannot be used' },
  'malformed-body': { status: 400, title: 'The body is not JSON' },
  unauthorized: { status: 401, title: 'The control token is missing or wrong' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'race-not-found': { status: 404, title: 'There is no such race' },
  'bib-not-found': { status: 404, title: 'Nobody in the race has this bib' },
  'wrong-state': { status: 409, title: 'The race is not in a state for that' },
  'slug-taken': { status: 409, title: 'Another race has this slug' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not application/json' },
  'sink-unavailable': { status: 503, title: 'Events cannot be stored at the moment' },
  'standing-by': { status: 503, title: 'Another generator produces' },
  busy: { status: 503, title: 'The generator has enough to read at the moment' },
  'not-ready': { status: 503, title: 'The generator has no races to work on yet' },
  internal: { status: 500, title: 'The generator failed' },
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** One field that is wrong: what it holds, what is wrong with that, and what to do. */
export interface FieldError {
  field: string
  value: unknown
  message: string
  remedy: string
  /** In a start list, the row as a spreadsheet counts it: the header is row 1. */
  row?: number
}

export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly errors: FieldError[] | undefined

  constructor(code: ProblemCode, detail: string, errors?: FieldError[], cause?: unknown) {
    super(detail, { cause })
    this.code = code
    this.errors = errors
  }

  get status(): number {
    return PROBLEMS[this.code].status
  }

  toJSON() {
    const { status, title } = PROBLEMS[this.code]
    return {
      type: `urn:racecast:problem:${this.code}`,
      title,
      status,
      detail: this.message,
      ...(this.errors && { errors: this.errors }),
    }
  }
}

/** A problem with one or more fields of a request; its detail reads as a sentence about the first. */
export function invalid(code: 'invalid-request' | 'invalid-start-list', errors: FieldError[]): Problem {
  const [first] = errors
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const where = first?.row === undefined ? first?.field : `row ${first.row}, ${first.field}`
  return new Problem(code, `${where}: ${first?.message}; ${first?.remedy}${others}`, errors)
}
