import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { ChunkBase } from './chunk-fold.ts'

const KeptChunk = Type.Object({ bytes: Type.Integer(), keyframeBytes: Type.Integer(), crc: Type.Integer() })
export type KeptChunk = Static<typeof KeptChunk>

/** The chunks of a race's epoch that never change again. */
const Kept = Type.Object({
  epoch: Type.Integer(),
  /** Number of the first chunk that is kept. */
  first: Type.Integer({ minimum: 0 }),
  chunks: Type.Array(KeptChunk),
  /** The race is over and all of it is there, as of the record with this `updatedAt`; null while it is not. */
  completeFor: Type.Union([Type.Integer(), Type.Null()]),
})
export type Kept = Static<typeof Kept>

const IndexFile = Type.Object({
  kept: Kept,
  /** A chunk, and where it begins: the next one, or once all is complete the last. */
  n: Type.Integer({ minimum: 0 }),
  keyframe: Type.String({ description: 'base64' }),
  memory: Type.String(),
})
type IndexFile = Static<typeof IndexFile>

/** The chunk that still grows, after the kept ones. */
export interface Growing extends KeptChunk {
  untilMs: number
}

const indexFile = 'index.json'
export const chunkFile = (n: number) => `${n}.chunk`
export const growingFile = (n: number) => `${n}.growing`
export const traceFile = (n: number) => `${n}.traces`

/**
 * The files of a race's epoch: chunks, traces, and an index that says what is there and where to go on. A file is there
 * whole or not at all, and a chunk counts only with the sum that the index has of it: all of it can be made again.
 */
export class RaceFolder {
  readonly path: string
  readonly #race: string

  /** @param root the folder of all recordings */
  constructor(root: string, runId: string, epoch: number) {
    this.#race = join(root, runId)
    this.path = join(this.#race, String(epoch))
  }

  /**
   * What is kept, and where a chunk begins; null where there is nothing, or what is there is no index. Throws where it cannot
   * be read just now (`EMFILE`, `EIO`): it may be whole, and whoever took it for nothing would make all of it anew.
   */
  read(): { kept: Kept; n: number; base: ChunkBase } | null {
    const text = unlessGone(() => readFileSync(join(this.path, indexFile), 'utf8'))
    const file = text === null ? null : parsed(text)
    if (!Value.Check(IndexFile, file)) return null
    const { kept, n, keyframe, memory } = file
    if (n < kept.first || n > kept.first + kept.chunks.length) return null
    return { kept, n, base: { keyframe: Buffer.from(keyframe, 'base64'), memory } }
  }

  /** Makes the folder; those of other epochs of the race end with it. */
  begin(): void {
    mkdirSync(this.path, { recursive: true })
    for (const name of readdirSync(this.#race)) {
      const other = join(this.#race, name)
      if (other !== this.path) rmSync(other, { recursive: true, force: true })
    }
  }

  /** All of it is made anew, file by file. */
  distrust(): void {
    rmSync(join(this.path, indexFile), { force: true })
  }

  put(n: number, chunk: Uint8Array, traces: Uint8Array): void {
    this.#write(chunkFile(n), chunk)
    this.#write(traceFile(n), traces)
    rmSync(join(this.path, growingFile(n)), { force: true })
  }

  putGrowing(n: number, chunk: Uint8Array): void {
    this.#write(growingFile(n), chunk)
  }

  /** In one file, so that they fit together whatever happens. */
  putIndex(kept: Kept, n: number, { keyframe, memory }: ChunkBase): void {
    const file: IndexFile = { kept, n, keyframe: Buffer.from(keyframe).toString('base64'), memory }
    this.#write(indexFile, JSON.stringify(file))
  }

  /** The chunk is no longer kept. */
  drop(n: number): void {
    for (const name of [chunkFile(n), traceFile(n)]) rmSync(join(this.path, name), { force: true })
  }

  #write(name: string, bytes: Uint8Array | string): void {
    const path = join(this.path, name)
    // Two gateways may share the folder: they write the same bytes, each under a name of its own.
    const part = `${path}.${randomUUID()}.part`
    try {
      writeFileSync(part, bytes)
      renameSync(part, path)
    } catch (error) {
      rmSync(part, { force: true })
      throw error
    }
  }
}

/** What `read` gives; null where the file, or a folder on the way to it, is not there. Throws what else goes wrong. */
function unlessGone<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    return nullIfGone(error)
  }
}

/** For a read that failed: null where the file is not there. Throws any other error, which says nothing of the file. */
export function nullIfGone(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return null
  throw error
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function keptChunk({ bytes, keyframeBytes }: { bytes: Uint8Array; keyframeBytes: number }): KeptChunk {
  return { bytes: bytes.length, keyframeBytes, crc: crc32(bytes) }
}
