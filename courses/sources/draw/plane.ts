import type { LonLat } from '../../course.ts'
import { metresPerDegree } from '../../line/local-metric.ts'

/** [east, north] of an origin, m. */
export type Metres = [east: number, north: number]

/** Turns metres round an origin into degrees, rounded to 0.1 m as drawn courses are. */
export function onTheGround(origin: LonLat): (place: Metres) => LonLat {
  const [mLon, mLat] = metresPerDegree(origin[1])
  const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6
  return ([east, north]) => [rounded(origin[0] + east / mLon), rounded(origin[1] + north / mLat)]
}

/** Numbers 0 <= x < 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function rectangle(west: number, south: number, east: number, north: number): Metres[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
}
