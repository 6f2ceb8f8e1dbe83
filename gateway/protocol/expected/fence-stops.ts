import type { Course } from '@racecast/courses'
import type { Facts } from '../messages.ts'

/** Time stood inside the fence, and on how much of the course: what must not be taken for slow running. */
export interface FenceStop {
  /** When the visit ended, race ms; null while inside. */
  outMs: number | null
  inMs: number
  stoodMs: number
}

/** A visit that takes longer than running through would by less than this is not a stop: ms, and share of that time. */
const noticedMs = 4000
const noticedShare = 0.12

/**
 * The visits to the fence up to `raceMs` in which somebody stood: those that took longer than the stretch takes at the
 * pace outside it.
 *
 * @param ranMs running time since the start, ms, stops included
 * @param cm how far that has brought it
 */
export function fenceStops(
  { fenceIntervals }: Pick<Course, 'fenceIntervals'>,
  facts: Facts | undefined,
  raceMs: number,
  ranMs: number,
  cm: number,
): FenceStop[] {
  const visits = (facts?.visits ?? []).filter(([from]) => from <= raceMs)
  const stretches = visits.map(([inMs, out], i) => {
    const outMs = out !== null && out <= raceMs ? out : null
    const stretch = fenceIntervals[i]
    const runCm = stretch ? Math.max(0, Math.min(stretch.toCm, cm) - stretch.fromCm) : 0
    return { inMs, outMs, runCm, tookMs: (outMs ?? raceMs) - inMs }
  })
  const insideMs = stretches.reduce((sum, { tookMs }) => sum + tookMs, 0)
  const insideCm = stretches.reduce((sum, { runCm }) => sum + runCm, 0)
  if (ranMs <= insideMs || cm <= insideCm) return []
  const msPerCm = (ranMs - insideMs) / (cm - insideCm)
  return stretches.flatMap(({ inMs, outMs, runCm, tookMs }) => {
    const stoodMs = tookMs - runCm * msPerCm
    const isStop = runCm > 0 && stoodMs > noticedMs + noticedShare * runCm * msPerCm
    return isStop ? [{ inMs, outMs, stoodMs }] : []
  })
}
