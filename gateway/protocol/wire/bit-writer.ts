import { escapeAt, escapedBits } from './bit-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** Writes what BitReader reads; its grammar stands there. */
export class BitWriter {
  readonly #to: ByteWriter
  #held = 0
  #heldBits = 0

  constructor(to: ByteWriter) {
    this.#to = to
  }

  /** The lowest `count` bits of `value`; `count` from 0 to 24. */
  bits(value: number, count: number): void {
    this.#held = (this.#held << count) | value
    this.#heldBits += count
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8
      this.#to.u8((this.#held >>> this.#heldBits) & 0xff)
    }
    this.#held &= (1 << this.#heldBits) - 1
  }

  /** `count` times 1, and 0 unless that is `limit` already; `limit` at most 24. */
  ones(count: number, limit: number): void {
    if (count === limit) this.bits(2 ** count - 1, count)
    else {
      this.bits(2 ** count - 1, count)
      this.bits(0, 1)
    }
  }

  /** A number of less than 2^34. */
  number(value: number, parameter: number): void {
    const quotient = quotientOf(value, parameter)
    if (quotient >= escapeAt) {
      this.ones(escapeAt, escapeAt)
      this.#wide(value, escapedBits)
    } else if (quotient + 1 + parameter <= 24) {
      const low = value & ((1 << parameter) - 1)
      this.bits((((1 << quotient) - 1) << (1 + parameter)) | low, quotient + 1 + parameter)
    } else {
      this.ones(quotient, escapeAt)
      this.#wide(value % 2 ** parameter, parameter)
    }
  }

  /** Fills the last byte with zeros. */
  end(): void {
    if (this.#heldBits > 0) this.bits(0, 8 - this.#heldBits)
  }

  #wide(value: number, count: number): void {
    if (count > 17) {
      this.bits(Math.floor(value / 2 ** 17), count - 17)
      this.bits(value % 2 ** 17, 17)
    } else this.bits(value, count)
  }
}

/** How many bits `number` takes. */
export function bitsOf(value: number, parameter: number): number {
  const quotient = quotientOf(value, parameter)
  return quotient >= escapeAt ? escapeAt + escapedBits : quotient + 1 + parameter
}

function quotientOf(value: number, parameter: number): number {
  return value < 2 ** 31 ? value >>> parameter : Math.floor(value / 2 ** parameter)
}
