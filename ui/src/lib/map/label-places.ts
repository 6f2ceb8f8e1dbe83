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
  /** How many labels further down than beside its dot; above 0 or below it only at the right and the left. */
  row: number
  /** Without the name. */
  isShort: boolean
}

const sides: readonly Side[] = ['right', 'left', 'above', 'below']
/** How far up and down the labels of the followed make room for each other: all six find it at one side of one place. */
const mostRows = 5
/** From the middle of a dot to its label, px. */
const away = 12
/** From a row of labels to the next one, px. */
const betweenRows = 2
/**
 * What a label has to have free around it, px, before it comes, grows, or moves nearer to its dot: to stay it needs less, or
 * in a crowd it would come and go with every step of somebody beside it.
 */
const spare = 4

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/**
 * Finds each label a side on which it is wholly within `free` and covers neither a label before it in the list nor a
 * label's dot nor what is `blocked`, and is not `covered`; the earlier ones are the more important, and those that stand
 * already. Where there is no room for a name, the letter or the place stands alone; all others without room are left out. A
 * followed one's may cover others' dots and signs, and where several are at one place they stand in rows beside it. A label
 * keeps its side of last time if it can, since one that hops from side to side cannot be read.
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
  const mine = requests.filter(({ isMine }) => isMine)
  const hard = [...mine.map(dotBox), ...covered]
  const all = [...requests.map(dotBox), ...blocked, ...covered]

  /** Takes the first of `places` that has room. */
  function take(
    request: LabelRequest,
    places: readonly Place[],
    { isShort, obstacles, around = 0 }: { isShort: boolean; obstacles: readonly Box[]; around?: number },
  ): boolean {
    for (const { side, row } of places) {
      const box = boxAt(request, { side, row, isShort })
      const wanted = grown(box, around)
      if (!contains(free, box) || [...labels, ...obstacles].some((other) => overlap(wanted, other))) continue
      labels.push(box)
      placed.set(request.id, { side, row, isShort })
      return true
    }
    return false
  }

  for (const request of mine) {
    const last = previous.get(request.id)
    const near = keeping(last, places.filter(isNear))
    const around = last && !isNear(last) ? spare : 0
    const any = keeping(last, places)
    if (take(request, near, { isShort: false, obstacles: all, around })) continue
    if (take(request, near, { isShort: false, obstacles: hard, around })) continue
    if (take(request, any, { isShort: false, obstacles: hard })) continue
    take(request, any, { isShort: true, obstacles: hard })
  }
  const others = requests.filter(({ isMine }) => !isMine)
  const stands = ({ id }: LabelRequest) => previous.has(id)
  for (const request of [...others.filter(stands), ...others.filter((one) => !stands(one))]) {
    const last = previous.get(request.id)
    const sides = keeping(last, besideDot)
    const comes = last === undefined ? spare : 0
    const grows = !last || last.isShort ? spare : 0
    if (take(request, sides, { isShort: false, obstacles: all, around: grows })) continue
    take(request, sides, { isShort: true, obstacles: all, around: comes })
  }
  return placed
}

type Place = Pick<LabelPlace, 'side' | 'row'>

const besideDot: readonly Place[] = sides.map((side) => ({ side, row: 0 }))
/** The nearest first: a row up and down at both sides, and in each column as many as there are. */
const places: readonly Place[] = [
  ...besideDot.slice(0, 2),
  ...inRows(1),
  ...besideDot.slice(2),
  ...Array.from({ length: mostRows - 1 }, (_, i) => inRows(i + 2)).flat(),
]

function inRows(row: number): Place[] {
  return [row, -row].flatMap((one) => besideDot.slice(0, 2).map(({ side }) => ({ side, row: one })))
}

/** Whether it is seen without a line to its dot whose label it is. */
export function isNear({ row }: Pick<LabelPlace, 'row'>): boolean {
  return Math.abs(row) < 2
}

/** `places` with the one of last time first, if it is among them. */
function keeping(last: Place | undefined, places: readonly Place[]): readonly Place[] {
  const same = (place: Place) => place.side === last?.side && place.row === last.row
  return [...places.filter(same), ...places.filter((place) => !same(place))]
}

/** The upper left corner of a label, px. */
export function cornerAt(request: LabelRequest, place: LabelPlace): [left: number, top: number] {
  const { x, y, height } = request
  const width = widthOf(request, place)
  const beside = y - height / 2 + place.row * (height + betweenRows)
  switch (place.side) {
    case 'right':
      return [x + away, beside]
    case 'left':
      return [x - away - width, beside]
    case 'above':
      return [x - width / 2, y - away - height]
    case 'below':
      return [x - width / 2, y + away]
  }
}

/** The line from the side of a label that faces its dot to the dot: where that side is in the label, px, and how it goes on, px and radians. */
export function leadFrom(
  request: LabelRequest,
  place: LabelPlace,
): { from: number; length: number; angle: number } {
  const down = -place.row * (request.height + betweenRows)
  const across = place.side === 'left' ? away : -away
  const from = place.side === 'left' ? widthOf(request, place) : 0
  return { from, length: Math.hypot(across, down), angle: Math.atan2(down, across) }
}

function widthOf({ width, shortWidth }: LabelRequest, { isShort }: LabelPlace): number {
  return isShort ? shortWidth : width
}

function boxAt(request: LabelRequest, place: LabelPlace): Box {
  const [left, top] = cornerAt(request, place)
  return { left, top, right: left + widthOf(request, place), bottom: top + request.height }
}

function grown({ left, top, right, bottom }: Box, by: number): Box {
  return { left: left - by, top: top - by, right: right + by, bottom: bottom + by }
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
