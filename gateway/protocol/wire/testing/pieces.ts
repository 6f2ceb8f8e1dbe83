import type { BitWriter } from '../bit-writer.ts'
import { ByteWriter } from '../byte-writer.ts'

/** A piece of a message that is put together by hand, mostly one that no encoder writes. */
export type Write = (to: ByteWriter) => void

export const bytes =
  (...values: number[]): Write =>
  (to) => {
    for (const value of values) to.u8(value)
  }
export const uvars =
  (...values: number[]): Write =>
  (to) => {
    for (const value of values) to.uvar(value)
  }
export const svars =
  (...values: number[]): Write =>
  (to) => {
    for (const value of values) to.svar(value)
  }

export function written(...writes: readonly Write[]): Uint8Array {
  const to = new ByteWriter()
  for (const write of writes) write(to)
  return to.done()
}

/** What is said of one competitor, with the kinds in the order 0 to 4: no fix. */
export const none = (bits: BitWriter): void => bits.ones(0, 4)

/** The same in full (B-18): what it has of its own, and the numbers that follow, all with parameter 8. */
export const inFull =
  (own: number, ...numbers: number[]) =>
  (bits: BitWriter): void => {
    bits.ones(4, 4)
    bits.bits(own, 4)
    for (const number of numbers) bits.number(number, 8)
  }
