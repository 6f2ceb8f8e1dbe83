import { smoothed, velocityOf } from '../motion.ts'
import { int32 } from './integers.ts'

/** Nobody is predicted, and no speed smoothed, over more than this at once, ms: products stay exact (below 2^51). */
const longestMs = 600_000
/** How many fixes between two frames are reckoned with at most. */
const mostFixes = 64

/** Kept to 32 bits, and never -0, which is what -0.3 is rounded to. */
const clamp = (value: number) => Math.min(int32.max, Math.max(int32.min, value)) + 0

/** Where somebody is after `elapsedMs` at `speed` mm/s, cm. SPEC M-4. */
export function predictedCm(cm: number, speed: number, elapsedMs: number): number {
  const within = Math.min(longestMs, Math.max(0, elapsedMs))
  return clamp(cm + Math.round((speed * within) / 10_000))
}

/** The average velocity between two fixes, mm/s, kept to 32 bits. SPEC M-5. */
export function followingVelocity(fromMs: number, fromCm: number, toMs: number, toCm: number): number {
  return clamp(velocityOf({ fromMs, fromCm, toMs, toCm }))
}

/**
 * The smoothed speed after `elapsedMs` at `velocity`: one step, or, where a fix came every `fixMs`, as many steps as
 * there were fixes. SPEC M-5.
 */
export function followingSpeed(speed: number, velocity: number, elapsedMs: number, fixMs: number): number {
  if (elapsedMs <= 0) return speed
  const steps = fixMs === 0 ? 1 : Math.min(mostFixes, Math.max(1, Math.round(elapsedMs / fixMs)))
  const stepMs = Math.min(longestMs, Math.round(elapsedMs / steps))
  let following = speed
  for (let i = 0; i < steps; i++) following = smoothed(following, velocity, stepMs)
  return clamp(following)
}

/** The whole cm that `velocity` covers between two fixes. SPEC M-6. */
export function stepOf(velocity: number, fixMs: number): number {
  return Math.round((velocity * fixMs) / 10_000)
}

/** mm/s of `cm` between two fixes. SPEC M-6. */
export function velocityOfStep(cm: number, fixMs: number): number {
  return Math.round((cm * 10_000) / fixMs) + 0
}
