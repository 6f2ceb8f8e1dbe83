import { open } from 'node:fs/promises'
import { type ReadAt, readTraces, type Traces } from './trace-block.ts'

/** Reads some competitors of the traces of many chunks, one file after another; null in place of a file that is not there. */
export async function tracesOf(files: readonly string[], ids: readonly number[]): Promise<(Traces | null)[]> {
  const places = new Map<number, number>()
  const all: (Traces | null)[] = []
  for (const path of files) all.push(await read(path, ids, places).catch(() => null))
  return all
}

async function read(path: string, ids: readonly number[], places: Map<number, number>): Promise<Traces> {
  const file = await open(path)
  const at: ReadAt = async (position, length) => {
    const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, position)
    if (bytesRead < length) throw new RangeError(`${path} ends too early`)
    return new DataView(buffer.buffer)
  }
  try {
    return await readTraces(at, ids, places)
  } finally {
    await file.close()
  }
}
