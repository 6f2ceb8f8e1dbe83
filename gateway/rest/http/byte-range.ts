/**
 * The first and the last byte that a Range header asks for of `length`: RFC 9110, 14.1.2. 'none' where there are none of
 * them; null where the header says nothing that can be heeded, which a server then passes over, and so where it asks for
 * several ranges.
 */
export function byteRange(header: string, length: number): [first: number, last: number] | 'none' | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header.trim()) ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return null
  if (first === '') {
    const count = Math.min(Number(last), length)
    return count === 0 ? 'none' : [length - count, length - 1]
  }
  if (last !== '' && Number(last) < Number(first)) return null
  if (Number(first) >= length) return 'none'
  return [Number(first), last === '' ? length - 1 : Math.min(Number(last), length - 1)]
}
