import { folded } from './folding.ts'

/** The largest magnitude of a signed number: twice that, and one less, still is a safe integer. */
const signedLimit = 2 ** 52
const utf8 = new TextEncoder()

/**
 * Writes the numbers and texts that ByteReader reads.
 *
 *     uvar = 7 bits a byte, the lowest first, bit 7 set on all bytes but the last; the shortest form   (B-3)
 *     svar = uvar of 2n for n >= 0, of -2n - 1 for n < 0                                               (B-4)
 *     text = uvar length in bytes, UTF-8                                                               (B-5)
 *
 * Throws RangeError for a number that is not whole or out of range.
 */
export class ByteWriter {
  #bytes = new Uint8Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  u8(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#length++] = value
  }

  u32(value: number): void {
    for (let shift = 24; shift >= 0; shift -= 8) this.u8((value >>> shift) & 0xff)
  }

  uvar(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`${value}: a whole number from 0 to 2^53 - 1 is needed`)
    }
    let rest = value
    while (rest > 0x7fffffff) {
      this.u8((rest % 128) | 0x80)
      rest = Math.floor(rest / 128)
    }
    while (rest > 0x7f) {
      this.u8((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.u8(rest)
  }

  svar(value: number): void {
    if (!Number.isInteger(value) || Math.abs(value) >= signedLimit) {
      throw new RangeError(`${value}: a whole number between -2^52 and 2^52 is needed`)
    }
    this.uvar(folded(value))
  }

  text(value: string): void {
    const bytes = utf8.encode(value)
    this.uvar(bytes.length)
    this.bytes(bytes)
  }

  bytes(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** A copy of what was written. */
  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #grow(by: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + by))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}
