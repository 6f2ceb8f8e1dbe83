export interface Range {
  from: number
  /** The last byte, itself included. */
  to: number
}

/**
 * The part of `bytes` that a Range header asks for; null for all of it: without a header, or with one that is not of a
 * single range of bytes, which RFC 9110, 14.2 lets a server ignore.
 */
export function rangeOf(header: string | undefined, bytes: number): Range | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  const [, first, last] = match
  if (first === '') {
    const length = Math.min(Number(last), bytes)
    return length === 0 ? 'unsatisfiable' : { from: bytes - length, to: bytes - 1 }
  }
  const from = Number(first)
  if (from >= bytes) return 'unsatisfiable'
  const to = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  return to < from ? null : { from, to }
}
