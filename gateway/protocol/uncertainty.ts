/**
 * How much a runner's speed varies about what it was at the last fix, and for how long it keeps a deviation: a
 * first-order Gauss-Markov process, as of a field that runs a hilly course by feel.
 */
export const speedVariation = { share: 0.08, correlationMs: 20_000 } as const

/** How many standard deviations in front of the expected place somebody may be: beyond are 2 % of all. */
export const reachDeviations = 2

/**
 * The standard deviation of the distance covered in `ageMs` at `speed` mm/s, cm: the integral of a Gauss-Markov
 * process (Gelb, Applied Optimal Estimation, 1974, ch. 3). It grows like age at first, like its root later.
 */
export function deviationCm(speed: number, ageMs: number): number {
  const { share, correlationMs } = speedVariation
  const ages = Math.max(ageMs, 0) / correlationMs
  return ((share * speed * correlationMs) / 10_000) * Math.sqrt(2 * Math.max(ages - 1 + Math.exp(-ages), 0))
}

/**
 * How far from its last fix a runner may be by now, cm: at its speed, and so much faster as one in fifty is.
 * Nobody runs backwards, and anybody may have stopped, so the other end is the fix itself.
 */
export function reachCm(speed: number, ageMs: number): number {
  return (speed * Math.max(ageMs, 0)) / 10_000 + reachDeviations * deviationCm(speed, ageMs)
}
