/** A box around (x, y): CSS px. */
export interface LabelRequest {
  id: number
  x: number
  y: number
  width: number
  height: number
  /** How wide it is without the name: its letter or its place alone, for where there is no room for more. */
  shortWidth: number
  /** Of somebody who is followed: it may lie over the dots of others and over signs, rather than be left out. */
  isMine: boolean
}

/** Which side of its dot a label stands on. */
export type Side = 'right' | 'left' | 'above' | 'below'

export interface LabelPlace {
  side: Side
  /** Without the name. */
  isShort: boolean
}

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
 * Finds each label a side on which it is wholly within `free` and covers neither a label before it in the list nor a
 * label's dot nor what is `blocked`, and is not `covered`; the earlier ones are the more important. Where there is no room for a name, the letter
 * or the place stands alone; a followed one's may then cover others' dots and signs, and all others without room are left
 * out. A label keeps its side of last time if it can, since one that hops from side to side cannot be read.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  previous: ReadonlyMap<number, LabelPlace>,
  free: Box,
  blocked: readonly Box[] = [],
  covered: readonly Box[] = [],
): Map<number, LabelPlace> {
  const placed = new Map<number, LabelPlace>()
  const dotBox = ({ x, y }: LabelRequest): Box => ({ left: x - 6, top: y - 6, right: x + 6, bottom: y + 6 })
  const labels: Box[] = []
  const dots = requests.map(dotBox)
  const mine = requests.filter(({ isMine }) => isMine).map(dotBox)
  const hard = [...mine, ...covered]

  function fit(request: LabelRequest, isShort: boolean, obstacles: readonly Box[]): boolean {
    const last = previous.get(request.id)?.side
    const order = last ? [last, ...sides.filter((side) => side !== last)] : sides
    for (const side of order) {
      const box = boxAt(request, { side, isShort })
      if (!contains(free, box) || [...labels, ...obstacles].some((other) => overlap(box, other))) continue
      labels.push(box)
      placed.set(request.id, { side, isShort })
      return true
    }
    return false
  }

  const all = [...dots, ...blocked, ...covered]
  for (const request of requests) {
    if (fit(request, false, all)) continue
    if (request.isMine && (fit(request, false, hard) || fit(request, true, hard))) continue
    fit(request, true, all)
  }
  return placed
}

/** The upper left corner of a label, px. */
export function cornerAt(request: LabelRequest, place: LabelPlace): [left: number, top: number] {
  const { x, y, height } = request
  const width = widthOf(request, place)
  switch (place.side) {
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

function widthOf({ width, shortWidth }: LabelRequest, { isShort }: LabelPlace): number {
  return isShort ? shortWidth : width
}

function boxAt(request: LabelRequest, place: LabelPlace): Box {
  const [left, top] = cornerAt(request, place)
  return { left, top, right: left + widthOf(request, place), bottom: top + request.height }
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
