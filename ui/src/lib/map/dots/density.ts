import type { CourseTexels } from './course-texels.ts'
import { lengthOf } from './course-texels.ts'
import { type DotTable, field } from './dot-table.ts'
import { earlierLegs } from './legs.ts'
import { LookBit } from './look.ts'
import { cmOf } from './place.ts'

/** Cells that the course is cut into: one is about two pixels where all of the course fills a screen. */
export const cells = 1024
/** How far ahead the second density is, ms of the race: the shader goes from one to the other in that time. */
export const aheadMs = 1000
/** From so many dots on they can bury a course. */
const leastCrowd = 200
/** Radii of box filters, cells: three make it as good as a Gaussian, of 2.4 cells. */
const fine = [2, 2, 2]
/** Those of a smaller field, of which a runner more or less would be seen as a lump: of 6.9 cells. */
const fewFine = [6, 6, 6]
const few = 2500
/** What decides between dots and ribbon, on top of the fine ones, so that it does not change every few steps. */
const coarse = [7, 7]

/**
 * A texel a cell, runners to a cm: now and `aheadMs` later, and the same over a wider stretch. A second row has the cell of
 * the leg before on the same road, or -1.
 */
export const cell = { now: 0, later: 1, wideNow: 2, wideLater: 3, stride: 4 } as const

/** How crowded the course is, for all of it: counted in one pass over the dots, whenever their table was filled. */
export class Density {
  readonly data = new Float32Array(cells * cell.stride * 2)
  readonly cellCm: number
  /** What counts as a full course, runners to a cm: all of the field on a third of it. */
  reference = 1
  /** Whether there are so many that the crowded parts are drawn as a ribbon. */
  crowded = false
  #counts = new Float32Array(cells)
  #spare = new Float32Array(cells)

  constructor(texels: CourseTexels) {
    this.cellCm = lengthOf(texels) / cells
    const under = earlierLegs(texels, cells)
    for (let i = 0; i < cells; i++) this.data[(cells + i) * cell.stride] = under[i]!
  }

  count(dots: DotTable): void {
    this.crowded = dots.count >= leastCrowd
    if (!this.crowded) return
    this.reference = (3 * dots.count) / (this.cellCm * cells)
    this.#countAt(dots, 0, cell.now, cell.wideNow)
    this.#countAt(dots, aheadMs, cell.later, cell.wideLater)
  }

  /** Runners to a cm at `cm` from the start, `time` ms after the dots' base. The shader has the same. */
  at(cm: number, time: number): number {
    return this.#between(cm, time, cell.now, cell.later)
  }

  /** The same over a wider stretch. */
  wideAt(cm: number, time: number): number {
    return this.#between(cm, time, cell.wideNow, cell.wideLater)
  }

  /** The part of the course on the same road a lap before that of `cm`, cm from the start; null without one. */
  underAt(cm: number): number | null {
    const k = this.data[(cells + Math.min(Math.floor(cm / this.cellCm), cells - 1)) * cell.stride]!
    return k < 0 ? null : (k + 0.5) * this.cellCm
  }

  #between(cm: number, time: number, now: number, later: number): number {
    if (!this.crowded) return 0
    const place = Math.min(Math.max(cm / this.cellCm - 0.5, 0), cells - 1)
    const i = Math.min(Math.floor(place), cells - 2)
    const share = Math.min(Math.max(time / aheadMs, 0), 1)
    const of = (k: number) => {
      const at = k * cell.stride
      return this.data[at + now]! + (this.data[at + later]! - this.data[at + now]!) * share
    }
    return of(i) + (of(i + 1) - of(i)) * (place - i)
  }

  #countAt(dots: DotTable, time: number, into: number, wide: number): void {
    const counts = this.#counts.fill(0)
    for (let i = 0; i < dots.count; i++) {
      const look = dots.data[i * field.stride + field.look]!
      if (look & (LookBit.finished | LookBit.offCourse | LookBit.out)) continue
      // Shared between the two nearest cells, so that nothing jumps as somebody goes on.
      const place = Math.min(Math.max(cmOf(dots, i, time) / this.cellCm - 0.5, 0), cells - 1.001)
      const k = Math.floor(place)
      counts[k]! += 1 - (place - k)
      counts[k + 1]! += place - k
    }
    this.#blur(dots.count < few ? fewFine : fine, into)
    this.#blur(coarse, wide)
  }

  #blur(radii: readonly number[], into: number): void {
    for (const radius of radii) {
      boxFilter(this.#counts, this.#spare, radius)
      ;[this.#counts, this.#spare] = [this.#spare, this.#counts]
    }
    for (let k = 0; k < cells; k++) this.data[k * cell.stride + into] = this.#counts[k]! / this.cellCm
  }
}

/** The mean of the cells around each; what would lie beyond the ends is the end cell. */
function boxFilter(from: Float32Array, to: Float32Array, radius: number): void {
  let sum = 0
  for (let k = -radius; k <= radius; k++) sum += from[Math.max(k, 0)]!
  for (let k = 0; k < cells; k++) {
    to[k] = sum / (2 * radius + 1)
    sum += from[Math.min(k + radius + 1, cells - 1)]! - from[Math.max(k - radius, 0)]!
  }
}
