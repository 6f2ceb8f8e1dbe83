import { unfolded } from './folding.ts'
import { MalformedFrame } from './malformed-frame.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads what ByteWriter writes (its grammar stands there) and never beyond the end. Throws MalformedFrame alone. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get offset(): number {
    return this.#at
  }

  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  fail(rule: string, what: string, offset = this.#at): never {
    throw new MalformedFrame(offset, rule, what)
  }

  u8(): number {
    if (this.#at >= this.#bytes.length) this.fail('B-2', 'the message ends too early')
    return this.#bytes[this.#at++]!
  }

  u32(): number {
    let value = 0
    for (let i = 0; i < 4; i++) value = value * 256 + this.u8()
    return value
  }

  uvar(): number {
    const from = this.#at
    let value = 0
    let weight = 1
    for (;;) {
      const byte = this.u8()
      value += (byte & 0x7f) * weight
      if (value > Number.MAX_SAFE_INTEGER) this.fail('B-3', 'a number is too large', from)
      if (byte < 0x80) {
        if (byte === 0 && weight > 1) this.fail('B-3', 'a number is longer than it needs to be', from)
        return value
      }
      weight *= 128
      if (weight > 2 ** 49) this.fail('B-3', 'a number is too long', from)
    }
  }

  svar(): number {
    return unfolded(this.uvar())
  }

  /** A number of things of at least `leastBytes` each, which the rest of the message has room for. */
  count(leastBytes: number): number {
    const from = this.#at
    const count = this.uvar()
    if (count * leastBytes > this.remaining) this.fail('B-6', `there is no room for ${count}`, from)
    return count
  }

  text(): string {
    const length = this.count(1)
    const from = this.#at
    this.#at += length
    try {
      return utf8.decode(this.#bytes.subarray(from, this.#at))
    } catch {
      return this.fail('B-5', 'a text is not UTF-8', from)
    }
  }

  /** All that is left, without moving on. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at)
  }

  skip(length: number): void {
    this.#at += length
  }

  end(): void {
    if (this.remaining > 0) this.fail('B-2', `${this.remaining} bytes are left over`)
  }
}
