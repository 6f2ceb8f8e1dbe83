import type { Course } from '@racecast/courses'
import { mercatorX, mercatorY } from '../mercator.ts'

/** Texels in a row; a power of two, so that the shader finds a vertex by mask and shift. */
export const texelsPerRow = 1024

/**
 * A course as the vertex shader reads it: its true vertices, each a texel (x, y, cm, 0). x and y are Mercator,
 * relative to `origin`, so that single precision is a few µm and not a metre; the origin goes into the matrix.
 */
export interface CourseTexels {
  origin: readonly [x: number, y: number]
  /** The longer side of the box around the course, Mercator. */
  extent: number
  count: number
  rows: number
  data: Float32Array
}

export function courseTexels(course: Pick<Course, 'line' | 'vertexCm'>): CourseTexels {
  const xs = course.line.map((p) => mercatorX(p[0]))
  const ys = course.line.map((p) => mercatorY(p[1]))
  const origin = [middle(xs), middle(ys)] as const
  const count = course.line.length
  const rows = Math.ceil(count / texelsPerRow)
  const data = new Float32Array(rows * texelsPerRow * 4)
  for (let i = 0; i < count; i++) {
    data[i * 4] = xs[i]! - origin[0]
    data[i * 4 + 1] = ys[i]! - origin[1]
    data[i * 4 + 2] = course.vertexCm[i]!
  }
  const extent = Math.max(size(xs), size(ys))
  return { origin, extent, count, rows, data }
}

/** cm from start to finish. */
export function lengthOf({ data, count }: CourseTexels): number {
  return data[(count - 1) * 4 + 2]!
}

const middle = (values: readonly number[]) => (least(values) + most(values)) / 2
const size = (values: readonly number[]) => most(values) - least(values)
const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b))
const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b))
