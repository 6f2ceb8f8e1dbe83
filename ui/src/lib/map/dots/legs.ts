import { metresOf } from '../mercator.ts'
import { type CourseTexels, lengthOf } from './course-texels.ts'
import { placeOnCourse } from './place.ts'

/** No farther apart than this, m, and running the same way, two legs are on one road. */
const roadM = 14
const sameWay = Math.cos((50 * Math.PI) / 180)
/** Legs are so far apart along the course that a bend is not taken for a second one, m. */
const lapM = 150

/**
 * For each of `cells` equal parts of the course the last part before it that lies on the same road in the same direction:
 * the lap before. -1 where the road is run for the first time.
 */
export function earlierLegs(texels: CourseTexels, cells: number): Int32Array {
  const stepCm = lengthOf(texels) / cells
  const perMercator = metresOf(texels.origin[1])
  const xs = new Float64Array(cells)
  const ys = new Float64Array(cells)
  const east = new Float64Array(cells)
  const south = new Float64Array(cells)
  const place: [number, number] = [0, 0]
  for (let i = 0; i < cells; i++) {
    const [ax, ay] = placeOnCourse(texels, i * stepCm, place)
    const [bx, by] = placeOnCourse(texels, (i + 1) * stepCm, [0, 0])
    const size = Math.hypot(bx - ax, by - ay) || 1
    east[i] = (bx - ax) / size
    south[i] = (by - ay) / size
    xs[i] = ((ax + bx) / 2) * perMercator
    ys[i] = ((ay + by) / 2) * perMercator
  }
  const apart = Math.max(1, Math.ceil((lapM * 100) / stepCm))
  const road = Math.max(roadM, stepCm / 200 + 4)
  const under = new Int32Array(cells).fill(-1)
  for (let i = apart; i < cells; i++) {
    let nearest = road
    for (let j = i - apart; j >= 0; j--) {
      if (east[i]! * east[j]! + south[i]! * south[j]! < sameWay) continue
      const off = Math.hypot(xs[i]! - xs[j]!, ys[i]! - ys[j]!)
      if (off < nearest) {
        nearest = off
        under[i] = j
      } else if (under[i]! >= 0 && under[i]! - j > apart) break
    }
  }
  return under
}
