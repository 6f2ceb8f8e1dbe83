import type { Chunk } from './chunk.ts'

/** Chunks as they came, those that were used last, up to so many bytes; never fewer than two. */
export class ChunkCache {
  readonly #most: number
  readonly #kept = new Map<number, Chunk>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#most = mostBytes
  }

  get(n: number): Chunk | undefined {
    const chunk = this.#kept.get(n)
    if (!chunk) return undefined
    this.#kept.delete(n)
    this.#kept.set(n, chunk)
    return chunk
  }

  put(n: number, chunk: Chunk): void {
    this.drop(n)
    this.#kept.set(n, chunk)
    this.#bytes += sizeOf(chunk)
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#most || this.#kept.size <= 2) return
      this.drop(oldest)
    }
  }

  drop(n: number): void {
    const chunk = this.#kept.get(n)
    if (!chunk) return
    this.#kept.delete(n)
    this.#bytes -= sizeOf(chunk)
  }

  clear(): void {
    this.#kept.clear()
    this.#bytes = 0
  }
}

/** All its messages are parts of the one file. */
const sizeOf = ({ keyframe }: Chunk) => keyframe.buffer.byteLength
