import type { FrontPassage } from '../messages.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { readTime } from './integers.ts'

/**
 *     front = uvar count, by ascending cell: uvar cell - cell before - 1, svar t - t before     (B-12)
 *
 * The first passage follows cell -1 and t = 0.
 */
export function writeFront(to: ByteWriter, front: readonly FrontPassage[]): void {
  to.uvar(front.length)
  let [lastCell, lastT] = [-1, 0]
  for (const [cell, t] of front) {
    to.uvar(cell - lastCell - 1)
    to.svar(t - lastT)
    lastCell = cell
    lastT = t
  }
}

export function readFront(from: ByteReader): FrontPassage[] {
  const front: FrontPassage[] = []
  let [cell, t] = [-1, 0]
  for (let left = from.count(2); left > 0; left--) {
    cell += from.uvar() + 1
    if (cell > longestCell) from.fail('B-12', `${cell} is beyond the end of any course`)
    t = readTime(from, t)
    front.push([cell, t])
  }
  return front
}

/** The last cell of 10 m that a distance of 2^31 cm lies in: a table by cell stays small. */
const longestCell = 2_147_484
