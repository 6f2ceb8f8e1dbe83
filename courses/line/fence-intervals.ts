import type { Interval, LonLat } from '../course.ts'

/** Even-odd rule; `ring` is closed. Degrees serve as plane coordinates: a segment is straight in them here. */
export function isInside([x, y]: LonLat, ring: readonly LonLat[]): boolean {
  let inside = false
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1]!
    const [bx, by] = ring[i]!
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside
  }
  return inside
}

/** Where on the segment a-b (0..1) it meets the segment c-d, or null. Parallel ones count as not meeting. */
function crossing(a: LonLat, b: LonLat, c: LonLat, d: LonLat): number | null {
  const rx = b[0] - a[0]
  const ry = b[1] - a[1]
  const sx = d[0] - c[0]
  const sy = d[1] - c[1]
  const cross = rx * sy - ry * sx
  if (cross === 0) return null
  const qx = c[0] - a[0]
  const qy = c[1] - a[1]
  const t = (qx * sy - qy * sx) / cross
  const u = (qx * ry - qy * rx) / cross
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? t : null
}

/** The parts (0..1) of the segment a-b that lie inside the ring, in order; pieces may touch. */
function insideParts(a: LonLat, b: LonLat, ring: readonly LonLat[]): [from: number, to: number][] {
  const cuts = [0, 1]
  for (let i = 1; i < ring.length; i++) {
    const t = crossing(a, b, ring[i - 1]!, ring[i]!)
    if (t !== null) cuts.push(t)
  }
  cuts.sort((x, y) => x - y)
  const parts: [number, number][] = []
  for (let i = 1; i < cuts.length; i++) {
    const from = cuts[i - 1]!
    const to = cuts[i]!
    const middle = (from + to) / 2
    if (to > from && isInside([a[0] + middle * (b[0] - a[0]), a[1] + middle * (b[1] - a[1])], ring))
      parts.push([from, to])
  }
  return parts
}

/**
 * Where the line runs inside the fence: integer cm, in order, merged where they touch, none empty.
 *
 * @param vertexCm the distance of each vertex of `line`, cm
 * @param ring closed, its last point is its first
 */
export function fenceIntervals(
  line: readonly LonLat[],
  vertexCm: readonly number[],
  ring: readonly LonLat[],
): Interval[] {
  const intervals: Interval[] = []
  for (let i = 1; i < line.length; i++) {
    const start = vertexCm[i - 1]!
    const length = vertexCm[i]! - start
    for (const [from, to] of insideParts(line[i - 1]!, line[i]!, ring)) {
      const fromCm = Math.round(start + from * length)
      const toCm = Math.round(start + to * length)
      const previous = intervals.at(-1)
      if (previous && fromCm <= previous.toCm) previous.toCm = Math.max(previous.toCm, toCm)
      else if (toCm > fromCm) intervals.push({ fromCm, toCm })
    }
  }
  return intervals
}
