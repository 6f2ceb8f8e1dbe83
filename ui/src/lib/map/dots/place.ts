import type { CourseTexels } from './course-texels.ts'
import { type DotTable, field } from './dot-table.ts'
import { LookBit } from './look.ts'

/**
 * What the vertex shader does, on the CPU and from the same numbers: for picking, for labels and for the tests.
 * Writes the place of dot `i` at `time` (ms after the table's base), relative to the texels' origin, into `out`.
 */
export function placeOf(
  texels: CourseTexels,
  table: DotTable,
  i: number,
  time: number,
  out: [number, number],
): [number, number] {
  const d = table.data
  const at = i * field.stride
  if (d[at + field.look]! & LookBit.offCourse) {
    const share = shareOf(d, at, time)
    out[0] = d[at + field.x0]! + (d[at + field.x1]! - d[at + field.x0]!) * share
    out[1] = d[at + field.y0]! + (d[at + field.y1]! - d[at + field.y0]!) * share
    return out
  }
  return placeOnCourse(texels, cmOf(table, i, time), out)
}

/** How far along the course dot `i` is at `time`, cm from the start. */
export function cmOf({ data }: DotTable, i: number, time: number): number {
  const at = i * field.stride
  const from = data[at + field.cm0]!
  return from + (data[at + field.cm1]! - from) * shareOf(data, at, time)
}

/** How much of its piece the dot at `at` has behind it at `time`, 0..1. */
function shareOf(data: Float32Array, at: number, time: number): number {
  const t0 = data[at + field.t0]!
  const t1 = data[at + field.t1]!
  return t1 > t0 ? Math.min(Math.max((time - t0) / (t1 - t0), 0), 1) : 0
}

/** The place at `cm` from the start, clamped to the course. */
export function placeOnCourse(texels: CourseTexels, cm: number, out: [number, number]): [number, number] {
  const { data } = texels
  const a = segmentOf(texels, cm) * 4
  const from = data[a + 2]!
  const share = Math.min(Math.max((cm - from) / (data[a + 6]! - from), 0), 1)
  out[0] = data[a]! + (data[a + 4]! - data[a]!) * share
  out[1] = data[a + 1]! + (data[a + 5]! - data[a + 1]!) * share
  return out
}

/** The segment in which `cm` lies; at a vertex the one that begins there. */
export function segmentOf({ data, count }: CourseTexels, cm: number): number {
  let low = 0
  let high = count - 2
  while (low < high) {
    const half = (low + high + 1) >> 1
    if (data[half * 4 + 2]! <= cm) low = half
    else high = half - 1
  }
  return low
}
