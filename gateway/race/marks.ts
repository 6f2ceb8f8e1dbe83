import { type CourseLine, kmMarks } from '@racecast/courses/line'

/** A place on the course whose passing is logged. */
export type Mark =
  | { cm: number; kind: 'split'; km: number }
  | { cm: number; kind: 'fenceIn' }
  | { cm: number; kind: 'fenceOut' }

/** What the fold needs of a course, worked out once a race. */
export interface Ground {
  line: CourseLine
  lengthCm: number
  /** By distance; at the same place in the order in which they are logged. */
  marks: readonly Mark[]
}

export function groundOf(line: CourseLine): Ground {
  const marks: Mark[] = kmMarks(line).map(({ km, cm }) => ({ cm, kind: 'split', km }))
  for (const { fromCm, toCm } of line.course.fenceIntervals) {
    marks.push({ cm: fromCm, kind: 'fenceIn' }, { cm: toCm, kind: 'fenceOut' })
  }
  return { line, lengthCm: line.lengthCm, marks: marks.sort((a, b) => a.cm - b.cm) }
}

/** Whether somebody at `cm`, past the start, is inside the fence: the way in belongs to it, the way out does not. */
export function isInsideFence({ line }: Ground, cm: number): boolean {
  return line.course.fenceIntervals.some(({ fromCm, toCm }) => fromCm <= cm && cm < toCm)
}
