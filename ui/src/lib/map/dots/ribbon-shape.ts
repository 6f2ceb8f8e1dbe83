import { metresOf } from '../mercator.ts'
import { type CourseTexels, lengthOf } from './course-texels.ts'
import { placeOnCourse } from './place.ts'

/** Where a corner's numbers stand: a place of the course, the direction there, cm from the start, inner (0) or outer (1). */
export const corner = { x: 0, y: 1, east: 2, south: 3, cm: 4, outer: 5, stride: 6 } as const

/** A direction is the mean of so much of the course before and after, m, so that the ribbon goes round bends like a rope. */
const bendM = 9

/** The course as a strip of triangles that the shader gives its width: at all of its vertices, and at every cell between. */
export function ribbonShape(texels: CourseTexels, cells: number): Float32Array {
  const length = lengthOf(texels)
  const at = new Set<number>()
  for (let i = 0; i <= cells; i++) at.add((i * length) / cells)
  for (let i = 0; i < texels.count; i++) at.add(texels.data[i * 4 + 2]!)
  const places = Float64Array.from(at).sort()
  const bendCm = Math.max(bendM * 100, length / cells / 2)
  const data = new Float32Array(places.length * 2 * corner.stride)
  const place: [number, number] = [0, 0]
  places.forEach((cm, i) => {
    const [x, y] = placeOnCourse(texels, cm, place)
    const [east, south] = directionAt(texels, cm, bendCm)
    for (const outer of [0, 1]) data.set([x, y, east, south, cm, outer], (i * 2 + outer) * corner.stride)
  })
  return data
}

/** The mean direction around `cm`, of length 1, Mercator: y to the south. */
export function directionAt(texels: CourseTexels, cm: number, bendCm = bendM * 100): [number, number] {
  const length = lengthOf(texels)
  const unit = 1 / metresOf(texels.origin[1])
  let [east, south] = [0, 0]
  // An odd number: where the course turns on the spot, the mean of an even one would be none.
  for (let k = -3; k <= 3; k++) {
    const from = Math.min(Math.max(cm + (k - 0.5) * (bendCm / 3.5), 0), length - 1)
    const [ax, ay] = placeOnCourse(texels, from, [0, 0])
    const [bx, by] = placeOnCourse(texels, Math.min(from + bendCm / 3.5, length), [0, 0])
    const size = Math.hypot(bx - ax, by - ay)
    if (size < unit * 0.01) continue
    east += (bx - ax) / size
    south += (by - ay) / size
  }
  const size = Math.hypot(east, south) || 1
  return [east / size, south / size]
}
