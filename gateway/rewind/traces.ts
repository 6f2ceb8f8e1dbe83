import { type FileHandle, open } from 'node:fs/promises'
import { nullIfGone } from './race-folder.ts'
import { type ReadAt, readTraces, type Traces } from './trace-block.ts'

/** The traces of a chunk. A chunk that is made again has another sum, unless its traces are the same too. */
export interface TraceFile {
  path: string
  crc: number
}

/**
 * Reads some competitors of the traces of many chunks, one file after another. Files never change, and the ones that were
 * read last stay in memory, up to `mostBytes` of them: a race of an hour is sixty files, asked for by everybody who opens
 * its diagram. A race that does not fit is read in parts, a few bytes of each file: one after another its files would put
 * each other out of memory before any is asked for again.
 */
export function createTraceReader(mostBytes: number) {
  /** By path and sum, those that were used last at the end. */
  const held = new Map<string, ArrayBuffer>()
  let bytes = 0

  function keep(key: string, block: ArrayBuffer): void {
    if (held.has(key)) return
    held.set(key, block)
    bytes += block.byteLength
    for (const [oldest, { byteLength }] of held) {
      if (bytes <= mostBytes) return
      held.delete(oldest)
      bytes -= byteLength
    }
  }

  async function read(
    { path, crc }: TraceFile,
    files: number,
    ids: readonly number[],
    places: Map<number, number>,
  ): Promise<Traces> {
    const key = `${path}:${crc}`
    const block = held.get(key)
    if (block) {
      held.delete(key)
      held.set(key, block)
      return readTraces(inMemory(block, path), ids, places)
    }
    const file = await open(path)
    try {
      const { size } = await file.stat()
      // As large as the others, more or less.
      if (size * files > mostBytes) return await readTraces(onDisk(file, path), ids, places)
      const whole = (await onDisk(file, path)(0, size)).buffer as ArrayBuffer
      keep(key, whole)
      return await readTraces(inMemory(whole, path), ids, places)
    } finally {
      await file.close()
    }
  }

  return {
    /**
     * Null in place of a file that is not there, or ends too early. Rejects where one cannot be read just now: a gap in
     * its place would be kept by caches.
     */
    async of(files: readonly TraceFile[], ids: readonly number[]): Promise<(Traces | null)[]> {
      const places = new Map<number, number>()
      const all: (Traces | null)[] = []
      for (const file of files) all.push(await read(file, files.length, ids, places).catch(nullIfUseless))
      return all
    },
    /** What is in memory, bytes. */
    get bytes(): number {
      return bytes
    },
  }
}

function nullIfUseless(error: unknown): null {
  return error instanceof RangeError ? null : nullIfGone(error)
}

const inMemory =
  (block: ArrayBuffer, path: string): ReadAt =>
  async (position, length) => {
    if (position + length > block.byteLength) throw tooEarly(path)
    return new DataView(block, position, length)
  }

const onDisk =
  (file: FileHandle, path: string): ReadAt =>
  async (position, length) => {
    const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, position)
    if (bytesRead < length) throw tooEarly(path)
    return new DataView(buffer.buffer)
  }

const tooEarly = (path: string) => new RangeError(`${path} ends too early`)
