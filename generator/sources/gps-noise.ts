import { randomOf, Stream } from '../plan/random.ts'

/** How far off, m east and north. */
export type OffsetM = [east: number, north: number]

/**
 * The error of one receiver as a function of race time: three oscillations of 20 to 200 s on each axis, which
 * together have a standard deviation of `sigmaM`. Errors of real receivers wander like that; they do not jump.
 */
export function gpsError(seed: number, competitorId: number, sigmaM: number): (raceMs: number) => OffsetM {
  const random = randomOf(seed, Stream.noise, competitorId)
  const amplitude = sigmaM * Math.sqrt(2 / 3)
  const terms = Array.from({ length: 3 }, (_, k) => {
    const omega = (2 * Math.PI) / (1000 * (20 + 60 * (k + random())))
    return [omega, random() * 2 * Math.PI, random() * 2 * Math.PI] as const
  })
  return (raceMs) => {
    let east = 0
    let north = 0
    for (const [omega, p, q] of terms) {
      east += Math.sin(omega * raceMs + p)
      north += Math.sin(omega * raceMs + q)
    }
    return [amplitude * east, amplitude * north]
  }
}
