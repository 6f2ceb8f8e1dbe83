import type { DotsLayer } from './dots-layer.ts'

/**
 * Who is at a point of the screen, CSS px; null if nobody is within `reach`. Of a bunch it is the nearest; all
 * dots are looked at, which is a tenth of a millisecond for ten thousand.
 */
export function pick(layer: DotsLayer, x: number, y: number, reach: number): number | null {
  let best: number | null = null
  let least = reach * reach
  layer.eachOnScreen((id, dotX, dotY) => {
    const d = (dotX - x) ** 2 + (dotY - y) ** 2
    if (d > least) return
    least = d
    best = id
  })
  return best
}
