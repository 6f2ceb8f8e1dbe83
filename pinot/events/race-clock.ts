import type { RaceRecord, TimeSpan } from './race.ts'

/** What of a race its clock depends on. */
export type RaceClock = Pick<RaceRecord, 'startTime' | 'pauses'>

function pausedBefore(pauses: readonly TimeSpan[], wallMs: number): number {
  let total = 0
  for (const { from, to } of pauses) {
    if (from >= wallMs) continue
    total += Math.min(to ?? wallMs, wallMs) - from
  }
  return total
}

/** Race time in ms at the wall time `wallMs` (epoch ms): wall - gun - pauses; negative before the gun. */
export function raceTimeAt(race: RaceClock, wallMs: number): number {
  return wallMs - race.startTime - pausedBefore(race.pauses, wallMs)
}

/** The wall time (epoch ms) at which the race's clock first showed `raceMs`: the inverse of `raceTimeAt`. */
export function wallTimeAt(race: RaceClock, raceMs: number): number {
  let wall = race.startTime + raceMs
  for (const { from, to } of [...race.pauses].sort((a, b) => a.from - b.from)) {
    if (from >= wall) break
    if (to === null) return from
    wall += to - from
  }
  return wall
}
