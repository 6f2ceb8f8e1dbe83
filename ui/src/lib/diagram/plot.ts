import { unitCm } from '../format/units.ts'

/** The rectangle that time and distance are drawn in, px: time to the right, distance upwards. */
export interface Plot {
  left: number
  top: number
  width: number
  height: number
  spanMs: number
  lengthCm: number
  /** How large the reader's type is, px: what is kept free for labels grows with it. */
  rem: number
}

export const xOf = (plot: Plot, ms: number): number => plot.left + (ms / plot.spanMs) * plot.width
export const yOf = (plot: Plot, cm: number): number => plot.top + (1 - cm / plot.lengthCm) * plot.height
export const msAt = (plot: Plot, x: number): number => ((x - plot.left) / plot.width) * plot.spanMs

const minutes = 60_000
const timeSteps = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440].map((count) => count * minutes)
/** In kilometres or miles. */
const distanceSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]

/** Round times with room for their labels, race ms, 0 among them. */
export function timeMarks(plot: Plot, leastPx = 3.5 * plot.rem): number[] {
  return marks(plot.spanMs, plot.width, leastPx, timeSteps)
}

/** Round distances with room for their labels, cm, without start and finish. */
export function distanceMarks(plot: Plot, leastPx = 2.125 * plot.rem): number[] {
  const steps = distanceSteps.map((step) => step * unitCm())
  const all = marks(plot.lengthCm, plot.height, leastPx, steps)
  const tooNear = (leastPx / plot.height) * plot.lengthCm
  return all.filter((cm) => cm > 0 && plot.lengthCm - cm >= tooNear)
}

function marks(whole: number, px: number, leastPx: number, steps: readonly number[]): number[] {
  const step = steps.find((one) => (one / whole) * px >= leastPx) ?? steps.at(-1)!
  return Array.from({ length: Math.floor(whole / step) + 1 }, (_, i) => i * step)
}
