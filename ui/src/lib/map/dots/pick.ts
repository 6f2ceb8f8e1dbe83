import type { DotsLayer } from './dots-layer.ts'

/**
 * Who is at a point of the screen, CSS px; null if nobody is within `reach`. Of a bunch it is the nearest, and a
 * dot before a capsule; who is part of the ribbon cannot be picked; all are looked at, which is a tenth of a millisecond for ten thousand.
 */
export function pick(layer: DotsLayer, x: number, y: number, reach: number): number | null {
  let best: number | null = null
  let least = reach * reach
  layer.eachOnScreen((id, dotX, dotY) => {
    const d = (dotX - x) ** 2 + (dotY - y) ** 2
    if (d > least || !layer.isDot(id)) return
    least = d
    best = id
  })
  if (best !== null) return best
  layer.eachStretchOnScreen((id, ax, ay, bx, by) => {
    const d = squaredToSegment(x, y, ax, ay, bx, by)
    if (d > least) return
    least = d
    best = id
  })
  return best
}

function squaredToSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay]
  const size = dx * dx + dy * dy
  const share = size > 0 ? Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / size, 0), 1) : 0
  return (ax + share * dx - x) ** 2 + (ay + share * dy - y) ** 2
}
