import type { Course, LonLat } from '../course.ts'
import { metresPerDegree } from './local-metric.ts'

export interface Match {
  /** Where on the course, cm from the start. */
  cm: number
  /** How far the fix lies from that place, m. */
  offM: number
}

type VisitSegment = (cm: number, offM: number, endCm: number) => void

/**
 * Linear referencing on a course: distance to place and place to distance. A place within a segment is linear
 * in longitude and latitude, in both directions, so the two agree to well under a centimetre.
 */
export class CourseLine {
  readonly course: Course
  readonly lengthCm: number
  readonly #lon: Float64Array
  readonly #lat: Float64Array
  readonly #cm: Float64Array

  constructor(course: Course) {
    this.course = course
    this.lengthCm = course.lengthCm
    this.#lon = Float64Array.from(course.line, (point) => point[0])
    this.#lat = Float64Array.from(course.line, (point) => point[1])
    this.#cm = Float64Array.from(course.vertexCm)
  }

  /** The place at `cm` from the start, clamped to 0..lengthCm; written into `out` when given. */
  pointAt(cm: number, out: LonLat = [0, 0]): LonLat {
    const i = this.segmentAt(cm)
    const t = this.#clamped(i, cm)
    // This form gives the vertices themselves at t = 0 and t = 1: a finisher stands exactly on the flag.
    out[0] = this.#lon[i]! * (1 - t) + this.#lon[i + 1]! * t
    out[1] = this.#lat[i]! * (1 - t) + this.#lat[i + 1]! * t
    return out
  }

  /** The direction of running at `cm`, degrees clockwise from north, 0 <= heading < 360. */
  headingAt(cm: number): number {
    const i = this.segmentAt(cm)
    const [mLon, mLat] = metresPerDegree(this.#lat[i]!)
    const east = (this.#lon[i + 1]! - this.#lon[i]!) * mLon
    const north = (this.#lat[i + 1]! - this.#lat[i]!) * mLat
    const degrees = (Math.atan2(east, north) * 180) / Math.PI
    return (degrees + 360) % 360
  }

  /** The nearest place between `fromCm` and `toCm`; of several equally near ones the first. */
  match(lon: number, lat: number, fromCm: number, toCm: number): Match {
    let cm = 0
    let offM = Number.POSITIVE_INFINITY
    this.scan(lon, lat, fromCm, toCm, (at, off) => {
      if (off >= offM) return
      cm = at
      offM = off
    })
    return { cm, offM }
  }

  /** Metres between a fix and the place at `cm`. */
  offsetM(lon: number, lat: number, cm: number): number {
    const i = this.segmentAt(cm)
    const t = this.#clamped(i, cm)
    const [mLon, mLat] = metresPerDegree(lat)
    const east = this.#lon[i]! * (1 - t) + this.#lon[i + 1]! * t - lon
    const north = this.#lat[i]! * (1 - t) + this.#lat[i + 1]! * t - lat
    return Math.hypot(east * mLon, north * mLat)
  }

  /**
   * Calls `visit` for each segment between `fromCm` and `toCm`, in running order, with the nearest place of
   * what of it is in the window, and with the end of that.
   */
  scan(lon: number, lat: number, fromCm: number, toCm: number, visit: VisitSegment): void {
    const from = Math.min(Math.max(fromCm, 0), this.lengthCm)
    const to = Math.min(Math.max(toCm, from), this.lengthCm)
    const [mLon, mLat] = metresPerDegree(lat)
    const last = this.segmentAt(to)
    for (let i = this.segmentAt(from); i <= last; i++) {
      const x = (this.#lon[i]! - lon) * mLon
      const y = (this.#lat[i]! - lat) * mLat
      const dx = (this.#lon[i + 1]! - this.#lon[i]!) * mLon
      const dy = (this.#lat[i + 1]! - this.#lat[i]!) * mLat
      const foot = -(x * dx + y * dy) / (dx * dx + dy * dy)
      const t = Math.min(Math.max(foot, this.#clamped(i, from)), this.#clamped(i, to))
      const start = this.#cm[i]!
      const end = this.#cm[i + 1]!
      // Exactly the end at t = 1, so that it can be told from a place before it; never outside the window, not
      // even by rounding.
      const cm = t === 1 ? end : Math.min(Math.max(start + t * (end - start), from), to)
      visit(cm, Math.hypot(x + t * dx, y + t * dy), Math.min(end, to))
    }
  }

  /** The index of the segment in which `cm` lies; at a vertex the one that begins there. */
  segmentAt(cm: number): number {
    let low = 0
    let high = this.#cm.length - 2
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#cm[middle]! <= cm) low = middle
      else high = middle - 1
    }
    return low
  }

  /** How far through segment `i` the distance `cm` is, 0..1. */
  #clamped(i: number, cm: number): number {
    const t = (cm - this.#cm[i]!) / (this.#cm[i + 1]! - this.#cm[i]!)
    return t > 0 ? Math.min(t, 1) : 0
  }
}
