import type { Course, Interval } from '@racecast/courses'
import { CourseLine } from '@racecast/courses/line'
import type { PlanParameters } from '@racecast/pinot/events'
import { CompetitorPlan, type CompetitorPlanParts, type Rhythm } from './competitor-plan.ts'
import { between, integerBetween, type Random, randomOf, Stream, shuffled } from './random.ts'

/** The version of everything in this folder that decides where somebody is; see `RaceRecord.planVersion`. */
export const PLAN_VERSION = 1

/** How far from the ends of the fence a stop keeps, cm, where there is room. */
const FENCE_MARGIN_CM = 1500

export interface FieldSpec {
  course: Course
  plan: PlanParameters
  seed: number
  /** Index of the wave of the competitor with index i (competitorId - 1); all in the first if left out. */
  waveOf?: (i: number) => number
}

/** Race time of the gun of a wave, ms. */
export const waveGunMs = (plan: Pick<PlanParameters, 'waveGapS'>, wave: number): number =>
  Math.round(wave * plan.waveGapS * 1000)

/**
 * A share of the pace range, 0..1: the second smallest of four uniform numbers (Beta(2, 3)), skewed to the fast
 * side with a long tail of slow runners as a parkrun's results are.
 */
function paceShare(random: Random): number {
  const four = [random(), random(), random(), random()].sort((a, b) => a - b)
  return four[1]!
}

function rhythmOf(random: Random): Rhythm {
  const oscillation = (fromS: number, toS: number) =>
    [(2 * Math.PI) / (1000 * between(random, fromS, toS)), between(random, 0, 2 * Math.PI)] as const
  return {
    fade: between(random, -0.02, 0.14),
    oscillations: [oscillation(15, 28), oscillation(28, 52), oscillation(52, 90)],
  }
}

/** A place well inside the fence: each stretch as likely as it is long. */
function stopPlace(random: Random, intervals: readonly Interval[]): number {
  let rest = random() * intervals.reduce((sum, { fromCm, toCm }) => sum + toCm - fromCm, 0)
  const share = random()
  for (const { fromCm, toCm } of intervals) {
    rest -= toCm - fromCm
    if (rest >= 0 && intervals.at(-1)?.fromCm !== fromCm) continue
    const room = toCm - fromCm - 2 * FENCE_MARGIN_CM
    return room > 0 ? fromCm + FENCE_MARGIN_CM + share * room : (fromCm + toCm) / 2
  }
  throw new RangeError('the course has no fence to stop in')
}

/** Whom a share of the field falls on: exactly round(ratio x n). */
function chosen(n: number, ratio: number, order: Uint32Array): Set<number> {
  return new Set(order.subarray(0, Math.round(ratio * n)))
}

/** The plans of a whole field, by competitorId - 1, at once. */
export function makeField(spec: FieldSpec): CompetitorPlan[] {
  const planAt = fieldPlanner(spec)
  return Array.from({ length: spec.plan.competitors }, (_, i) => planAt(i))
}

/** The same, a thousand at a time, with `pause` in between: others are waited for by the second. */
export async function makeFieldInSlices(
  spec: FieldSpec,
  pause: () => Promise<unknown>,
): Promise<CompetitorPlan[]> {
  const planAt = fieldPlanner(spec)
  const plans: CompetitorPlan[] = []
  while (plans.length < spec.plan.competitors) {
    const end = Math.min(spec.plan.competitors, plans.length + SLICE)
    while (plans.length < end) plans.push(planAt(plans.length))
    await pause()
  }
  return plans
}
const SLICE = 1000

/**
 * What makes the plan of the competitor with index i of a field. The same spec gives the same plans. Takes the parameters
 * as checked: `stoppingRatio` above 0 needs a course with a fence.
 */
function fieldPlanner({ course, plan, seed, waveOf = () => 0 }: FieldSpec): (i: number) => CompetitorPlan {
  const n = plan.competitors
  const line = new CourseLine(course)
  const order = (stream: number) => shuffled(n, randomOf(seed, stream))
  const extremes = order(Stream.pace)
  const stopOrder = order(Stream.stops)
  const stops = chosen(n, plan.stoppingRatio, stopOrder)
  // From the other end of the same order: who gives up is, where possible, none of those that have to stop.
  const retirements = chosen(n, plan.dnfRatio, stopOrder.toReversed())
  const dropouts = chosen(n, plan.dropoutRatio, order(Stream.dropouts))
  const wanders = chosen(n, plan.wanderRatio, order(Stream.wanders))

  return (i) => {
    const pace = randomOf(seed, Stream.pace, i + 1)
    let share = paceShare(pace)
    if (i === extremes[0]) share = 0
    if (n > 1 && i === extremes[1]) share = 1
    const secondsPerKm = plan.fastest + share * (plan.slowest - plan.fastest)
    const parts: CompetitorPlanParts = {
      lengthCm: course.lengthCm,
      gunMs: waveGunMs(plan, waveOf(i)),
      movingMs: Math.max(1, Math.round(secondsPerKm * course.officialM)),
      rhythm: rhythmOf(randomOf(seed, Stream.rhythm, i + 1)),
    }
    if (stops.has(i)) {
      const random = randomOf(seed, Stream.stops, i + 1)
      const atCm = stopPlace(random, course.fenceIntervals)
      parts.stop = { atCm, forMs: Math.round(between(random, plan.minPause, plan.maxPause) * 1000) }
    }
    const { gunMs, movingMs } = parts
    if (dropouts.has(i)) {
      const random = randomOf(seed, Stream.dropouts, i + 1)
      const fromMs = gunMs + Math.round(between(random, 0.02, 0.95) * movingMs)
      parts.dropout = { fromMs, toMs: fromMs + integerBetween(random, 5000, 60_000) }
    }
    if (wanders.has(i)) {
      const random = randomOf(seed, Stream.wanders, i + 1)
      const fromMs = gunMs + Math.round(between(random, 0.1, 0.75) * movingMs)
      const toMs = fromMs + Math.round(Math.min(between(random, 60_000, 150_000), 0.2 * movingMs))
      const side = random() < 0.5 ? -90 : 90
      const heading = line.headingAt(new CompetitorPlan(parts).positionCm(fromMs))
      parts.wander = { fromMs, toMs, peakM: between(random, 60, 120), bearing: heading + side }
    }
    if (retirements.has(i)) {
      parts.retiresAfter = between(randomOf(seed, Stream.retirements, i + 1), 0.15, 0.9)
    }
    return new CompetitorPlan(parts)
  }
}
