import type { DiagramTrace } from './diagram-data.ts'
import { type Plot, xOf, yOf } from './plot.ts'
import type { Point } from './trace-path.ts'

/** What is to come of somebody who was at `at` last, as paths: the line that is likely, and the fan around it. */
export function fanOf(plot: Plot, at: Point, expected: NonNullable<DiagramTrace['expected']>) {
  const from = `${xOf(plot, at[0])} ${yOf(plot, at[1])}`
  const finish = (ms: number) => `${xOf(plot, Math.max(ms, at[0]))} ${plot.top}`
  return {
    line: `M${from}L${finish(expected.raceMs)}`,
    area: `M${from}L${finish(expected.early)}L${finish(expected.late)}Z`,
  }
}
