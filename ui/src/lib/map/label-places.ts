/** A box around (x, y): CSS px. */
export interface LabelRequest {
  id: number
  x: number
  y: number
  width: number
  height: number
}

/** Which side of its dot a label stands on. */
export type Side = 'right' | 'left' | 'above' | 'below'

const sides: readonly Side[] = ['right', 'left', 'above', 'below']
/** From the middle of a dot to its label, px. */
const away = 12

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/**
 * Finds each label a side on which it is wholly within `free` and covers neither a label before it in the list
 * nor a label's dot nor what is `blocked`; the earlier ones are the more important. Labels without room are left out. A label keeps
 * its side of last time if it can, since one that hops from side to side cannot be read.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  previous: ReadonlyMap<number, Side>,
  free: Box,
  blocked: readonly Box[] = [],
): Map<number, Side> {
  const placed = new Map<number, Side>()
  const dots = requests.map(({ x, y }) => ({ left: x - 6, top: y - 6, right: x + 6, bottom: y + 6 }))
  const taken: Box[] = [...dots, ...blocked]
  for (const request of requests) {
    const last = previous.get(request.id)
    const order = last ? [last, ...sides.filter((side) => side !== last)] : sides
    for (const side of order) {
      const box = boxAt(request, side)
      if (!contains(free, box)) continue
      if (taken.some((other) => overlap(box, other))) continue
      taken.push(box)
      placed.set(request.id, side)
      break
    }
  }
  return placed
}

/** The upper left corner of a label, px. */
export function cornerAt({ x, y, width, height }: LabelRequest, side: Side): [left: number, top: number] {
  switch (side) {
    case 'right':
      return [x + away, y - height / 2]
    case 'left':
      return [x - away - width, y - height / 2]
    case 'above':
      return [x - width / 2, y - away - height]
    case 'below':
      return [x - width / 2, y + away]
  }
}

function boxAt(request: LabelRequest, side: Side): Box {
  const [left, top] = cornerAt(request, side)
  return { left, top, right: left + request.width, bottom: top + request.height }
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  )
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right + 2 && b.left < a.right + 2 && a.top < b.bottom + 1 && b.top < a.bottom + 1
}
