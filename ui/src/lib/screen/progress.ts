import type { Picture } from '../race/picture.ts'
import { say } from '../words/say.ts'

/** How many have finished, of everybody who was entered: who is out counts among them, and is told beside them. */
export function progressOf({
  finishers,
  board,
  withdrawn,
}: Pick<Picture, 'finishers' | 'board' | 'withdrawn'>): string {
  const counts = { finished: finishers.length, entered: board.length }
  return withdrawn > 0
    ? say('screen.progressOut', { ...counts, count: withdrawn })
    : say('screen.progress', counts)
}
