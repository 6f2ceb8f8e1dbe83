import type { Ground, Mark } from './marks.ts'

/** Two fixes of a competitor and the straight line of time (race ms) and distance (cm) between them. */
export interface Segment {
  fromMs: number
  fromCm: number
  toMs: number
  /** Not less than `fromCm`. */
  toCm: number
}

/** When somebody on `segment` was at `cm`, whole race ms; `cm` lies on it and it has a length. */
export function timeOn({ fromMs, fromCm, toMs, toCm }: Segment, cm: number): number {
  return Math.round(fromMs + ((cm - fromCm) * (toMs - fromMs)) / (toCm - fromCm))
}

/**
 * Which marks are passed on `segment` and when, in order. A mark belongs to the segment that arrives at it; one
 * on the start line itself to the segment that leaves it.
 */
export function crossingsOf({ marks }: Ground, segment: Segment): { mark: Mark; t: number }[] {
  const passed: { mark: Mark; t: number }[] = []
  if (segment.toCm <= segment.fromCm) return passed
  const after = segment.fromCm === 0 ? -1 : segment.fromCm
  for (let i = firstBeyond(marks, after); i < marks.length && marks[i]!.cm <= segment.toCm; i++) {
    passed.push({ mark: marks[i]!, t: timeOn(segment, marks[i]!.cm) })
  }
  return passed
}

/** The index of the first mark beyond `cm`. */
function firstBeyond(marks: readonly Mark[], cm: number): number {
  let low = 0
  let high = marks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (marks[middle]!.cm <= cm) low = middle + 1
    else high = middle
  }
  return low
}
