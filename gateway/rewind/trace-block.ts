import { chunkMs, traceEveryMs } from './limits.ts'

/** Where some were at each moment of a chunk, cm; null where that is not known. */
export interface Traces {
  cm: ReadonlyMap<number, readonly (number | null)[]>
  front: readonly (number | null)[]
  back: readonly (number | null)[]
}

const count = chunkMs / traceEveryMs
const headBytes = 4 + 2 * 4 * count
const rowBytes = 4 * count
const unknown = -1

/**
 *     traces = u32 how many competitors
 *              i32 front of the field, one for each moment; i32 its back, likewise
 *              u32 competitor, by ascending id                            one for each
 *              i32 cm, one for each moment                                one row for each, in the same order
 *
 * Little-endian; -1 is not known. All is of fixed width, so that one competitor is read without the others.
 */
export function writeTraces({ cm, front, back }: Traces): Uint8Array {
  const ids = [...cm.keys()].sort((a, b) => a - b)
  const view = new DataView(new ArrayBuffer(headBytes + ids.length * (4 + rowBytes)))
  view.setUint32(0, ids.length, true)
  const put = (at: number, row: readonly (number | null)[]) => {
    for (let i = 0; i < count; i++) view.setInt32(at + 4 * i, row[i] ?? unknown, true)
  }
  put(4, front)
  put(4 + rowBytes, back)
  ids.forEach((id, i) => {
    view.setUint32(headBytes + 4 * i, id, true)
    put(headBytes + 4 * ids.length + rowBytes * i, cm.get(id)!)
  })
  return new Uint8Array(view.buffer)
}

/** Reads `length` bytes from `at` of a file. */
export type ReadAt = (at: number, length: number) => Promise<DataView>

/**
 * Reads some of the competitors. `places`: where each was found in the block before, which is mostly where it is in this
 * one, too; kept up to date.
 */
export async function readTraces(
  read: ReadAt,
  ids: readonly number[],
  places: Map<number, number>,
): Promise<Traces> {
  const head = await read(0, headBytes)
  const size = head.getUint32(0, true)
  const cm = new Map<number, (number | null)[]>()
  for (const id of ids) {
    const place = await placeOf(read, size, id, places.get(id))
    if (place === null) continue
    places.set(id, place)
    cm.set(id, rowOf(await read(headBytes + 4 * size + rowBytes * place, rowBytes), 0))
  }
  return { cm, front: rowOf(head, 4), back: rowOf(head, 4 + rowBytes) }
}

async function placeOf(
  read: ReadAt,
  size: number,
  id: number,
  guess: number | undefined,
): Promise<number | null> {
  const idAt = async (place: number) => (await read(headBytes + 4 * place, 4)).getUint32(0, true)
  if (guess !== undefined && guess < size && (await idAt(guess)) === id) return guess
  let [low, high] = [0, size - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = await idAt(middle)
    if (found === id) return middle
    if (found < id) low = middle + 1
    else high = middle - 1
  }
  return null
}

function rowOf(view: DataView, at: number): (number | null)[] {
  return Array.from({ length: count }, (_, i) => {
    const value = view.getInt32(at + 4 * i, true)
    return value === unknown ? null : value
  })
}
