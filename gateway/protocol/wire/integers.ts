import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { folded, unfolded } from './folding.ts'

/** Race times, ids and numbers that are written as differences: each is read back to within these (B-19). */
export const int32 = { min: -(2 ** 31), max: 2 ** 31 - 1 } as const

export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= int32.min && value <= int32.max
}

/** `previous` and a signed difference: an id, 1 or more. */
export function readId(from: ByteReader, previous: number): number {
  const offset = from.offset
  const id = previous + from.svar()
  if (id < 1 || !Number.isSafeInteger(id)) from.fail('B-19', `${id} is no id`, offset)
  return id
}

/** `previous` and a signed difference: a race time, ms. */
export function readTime(from: ByteReader, previous: number): number {
  const offset = from.offset
  const t = previous + from.svar()
  if (!Number.isSafeInteger(t)) from.fail('B-19', 'a race time is out of range', offset)
  return t
}

/** 0 for null, else one more than the signed difference to `previous`, folded as in B-4. */
export function writeNullable(to: ByteWriter, value: number | null, previous: number): void {
  to.uvar(value === null ? 0 : 1 + folded(value - previous))
}

export function readNullable(from: ByteReader, previous: number): number | null {
  const offset = from.offset
  const code = from.uvar()
  if (code === 0) return null
  const t = previous + unfolded(code - 1)
  if (!Number.isSafeInteger(t)) from.fail('B-19', 'a race time is out of range', offset)
  return t
}
