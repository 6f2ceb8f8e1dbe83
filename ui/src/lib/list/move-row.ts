import { flip } from 'svelte/animate'
import { RowMoves } from './row-moves.ts'

const still = matchMedia('(prefers-reduced-motion: reduce)')
const moves = new RowMoves()

/** For `animate:` on the rows of a keyed list: who comes past somebody is seen to, and the order is soon true at any frame rate. */
export function moveRow(row: Element, places: { from: DOMRect; to: DOMRect }) {
  const { from, to } = places
  const duration = still.matches ? 0 : moves.durationOf(row, from.top, to.top, performance.now())
  return flip(row, places, { duration })
}
