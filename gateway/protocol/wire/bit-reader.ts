import type { ByteReader } from './byte-reader.ts'
import { unfolded } from './folding.ts'

/** A quotient of so many is written out. */
export const escapeAt = 20
export const escapedBits = 34

/**
 * The bits that follow the bytes read so far, the highest bit of each byte first, filled with zeros to a whole byte.
 *
 *     number(k) = q times 1, 0, the k lowest bits, highest first    q = value >> k, less than 20  (B-16)
 *               | 20 times 1, 34 bits                               else
 *     signed(k) = number(k) of the value folded as in B-4
 *
 * This is Rice's code (1971): with k near the logarithm of the mean it takes about half a bit more than there is
 * information in it.
 */
export class BitReader {
  readonly #from: ByteReader
  readonly #bytes: Uint8Array
  #at = 0
  #held = 0
  #heldBits = 0

  constructor(from: ByteReader) {
    this.#from = from
    this.#bytes = from.rest()
  }

  fail(rule: string, what: string): never {
    this.#from.fail(rule, what, this.#from.offset + this.#at)
  }

  /** `count` from 0 to 24. */
  bits(count: number): number {
    while (this.#heldBits < count) {
      if (this.#at === this.#bytes.length) this.fail('B-2', 'the message ends too early')
      this.#held = ((this.#held << 8) | this.#bytes[this.#at++]!) & 0x7fffffff
      this.#heldBits += 8
    }
    this.#heldBits -= count
    const value = this.#held >>> this.#heldBits
    this.#held &= (1 << this.#heldBits) - 1
    return value
  }

  /** How many times 1 follows, before a 0 or until it is `limit`. */
  ones(limit: number): number {
    let count = 0
    while (count < limit && this.bits(1) === 1) count++
    return count
  }

  number(parameter: number): number {
    const quotient = this.ones(escapeAt)
    if (quotient < escapeAt) return quotient * 2 ** parameter + this.#wide(parameter)
    const value = this.#wide(escapedBits)
    if (value < escapeAt * 2 ** parameter) this.fail('B-16', 'a number is longer than it needs to be')
    return value
  }

  signed(parameter: number): number {
    return unfolded(this.number(parameter))
  }

  /** Goes on with bytes. */
  end(): void {
    if (this.#held !== 0) this.fail('B-16', 'the bits are filled with something else than zeros')
    this.#from.skip(this.#at)
  }

  #wide(count: number): number {
    return count > 17 ? this.bits(count - 17) * 2 ** 17 + this.bits(17) : this.bits(count)
  }
}
