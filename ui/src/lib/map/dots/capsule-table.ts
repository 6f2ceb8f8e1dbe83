import { reachCm } from '@racecast/gateway/protocol'
import { type CourseTexels, lengthOf } from './course-texels.ts'
import { type DotTable, field } from './dot-table.ts'
import { segmentOf } from './place.ts'

/** Where a stretch's numbers stand: its ends on the course, the fix that its capsule begins at, its growth, its look. */
export const stretch = { cmA: 0, cmB: 1, cm0: 2, t0: 3, speed: 4, limit: 5, look: 6, stride: 7 } as const

/** Shorter than this a capsule is not seen below its dot, cm. */
const leastCm = 100
/** A capsule has at most so many stretches: on a line with a vertex every few metres the bends between are none. */
const mostStretches = 24

/**
 * Where those may be who have had no fix for a while: from the fix on along the course, as far as `reachCm` has it. Each
 * capsule is a few straight stretches between the course's own vertices, made once a tick for the longest that it can become
 * until the next; the graphics card cuts them where the capsule ends at the moment that it draws.
 */
export class CapsuleTable {
  data = new Float32Array(stretch.stride * 64)
  /** Whose each stretch is. */
  readonly ids: number[] = []

  get count(): number {
    return this.ids.length
  }

  build(dots: DotTable, texels: CourseTexels): void {
    this.ids.length = 0
    for (const { i, speed, limitMs } of dots.aged) {
      const from = dots.data[i * field.stride + field.cm0]!
      const to = Math.min(lengthOf(texels), from + reachCm(speed, limitMs))
      if (to - from < leastCm) continue
      const first = segmentOf(texels, from)
      const last = segmentOf(texels, to)
      const step = Math.ceil((last - first + 1) / mostStretches)
      for (let k = first; k <= last; k += step) {
        const next = Math.min(k + step, texels.count - 1)
        const a = Math.max(from, texels.data[k * 4 + 2]!)
        const b = Math.min(to, texels.data[next * 4 + 2]!)
        this.#add(dots, i, a, b, speed, limitMs)
      }
    }
  }

  /** How far the capsule of stretch `k` reaches at `time` (ms after the dots' base), cm from the start. */
  reachAt(k: number, time: number, lengthCm: number): number {
    const at = k * stretch.stride
    const d = this.data
    const age = Math.min(time - d[at + stretch.t0]!, d[at + stretch.limit]!)
    return Math.min(lengthCm, d[at + stretch.cm0]! + reachCm(d[at + stretch.speed]!, age))
  }

  #add(dots: DotTable, i: number, cmA: number, cmB: number, speed: number, limitMs: number): void {
    const at = this.count * stretch.stride
    if (at + stretch.stride > this.data.length) {
      const grown = new Float32Array(this.data.length * 2)
      grown.set(this.data)
      this.data = grown
    }
    const dot = i * field.stride
    const { data } = this
    data[at + stretch.cmA] = cmA
    data[at + stretch.cmB] = cmB
    data[at + stretch.cm0] = dots.data[dot + field.cm0]!
    data[at + stretch.t0] = dots.data[dot + field.t0]!
    data[at + stretch.speed] = speed
    data[at + stretch.limit] = limitMs
    data[at + stretch.look] = dots.data[dot + field.look]!
    this.ids.push(dots.ids[i]!)
  }
}
