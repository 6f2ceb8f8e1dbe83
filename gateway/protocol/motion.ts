/** Over how long the current pace is smoothed, ms. */
const smoothingMs = 15_000

/** Two moments of one competitor, race ms and cm. */
interface Leg {
  fromMs: number
  fromCm: number
  toMs: number
  toCm: number
}

/** mm/s between two fixes, whole, halves up; 0 where no time passed. SPEC M-2. */
export function velocityOf({ fromMs, fromCm, toMs, toCm }: Leg): number {
  return toMs > fromMs ? Math.round(((toCm - fromCm) * 10_000) / (toMs - fromMs)) : 0
}

/**
 * Exponential smoothing with a time constant of 15 s, in the implicit form, which needs no exponential and stays
 * between the two speeds for any step. mm/s, whole, halves up. SPEC M-3.
 */
export function smoothed(speed: number, velocity: number, elapsedMs: number): number {
  return Math.round((speed * smoothingMs + velocity * elapsedMs) / (smoothingMs + elapsedMs))
}
