/** So much of a message is looked at; the rest is only counted. */
const headLength = 64

/**
 * Takes a server's stream apart into frames (RFC 6455, 5.2: not masked) and looks at the beginning of each alone, so
 * that a thousand viewers in one process cost little beside the server that they measure.
 */
export class FrameReader {
  readonly #onFrame: (opcode: number, head: Buffer) => void
  readonly #front = Buffer.alloc(10)
  #frontLength = 0
  #left = 0
  #head = Buffer.alloc(headLength)
  #headLength = 0

  constructor(onFrame: (opcode: number, head: Buffer) => void) {
    this.#onFrame = onFrame
  }

  take(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#left > 0) {
        const some = Math.min(this.#left, bytes.length - at)
        this.#headLength += bytes.copy(this.#head, this.#headLength, at, at + some)
        at += some
        this.#left -= some
        if (this.#left === 0) this.#end()
        continue
      }
      this.#front[this.#frontLength++] = bytes[at++]!
      const length = this.#length()
      if (length === null) continue
      this.#left = length
      this.#headLength = 0
      if (length === 0) this.#end()
    }
  }

  /** What the frame's head says, or null where it is not complete. */
  #length(): number | null {
    const front = this.#front
    if (this.#frontLength < 2) return null
    const short = front[1]!
    if (short < 126) return short
    if (short === 126) return this.#frontLength < 4 ? null : front.readUInt16BE(2)
    return this.#frontLength < 10 ? null : Number(front.readBigUInt64BE(2))
  }

  #end(): void {
    const opcode = this.#front[0]! & 15
    this.#frontLength = 0
    this.#onFrame(opcode, this.#head.subarray(0, this.#headLength))
  }
}

/** A short masked text frame, as a client sends it; the mask is 0, so that the text stands as it is. */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  if (payload.length > 125) throw new Error(`${payload.length} bytes are too many for a short frame`)
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}
