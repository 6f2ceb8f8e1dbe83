import { raceTimeAt } from '@racecast/pinot/race-clock'
import { type Static, Type } from 'typebox'
import { invalid } from '../../problems.ts'
import { type RaceInfo, withinRace } from '../../protocol/index.ts'

/** The part of an address that says which moment is meant. */
export const AskedMoment = Type.Object({
  at: Type.Optional(
    Type.String({ maxLength: 40, description: 'epoch ms or ISO 8601 with a zone; now if left out' }),
  ),
  delay: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000, description: 'ms before `at`' })),
})
export type AskedMoment = Static<typeof AskedMoment>

export interface AskedAt {
  /** Epoch ms. */
  at: number
  /** The race's clock then, ms; negative before the gun, and at its last once the race is over. */
  raceMs: number
}

/** The moment that is asked for. What has not been yet is now. */
export function askedAt({ at, delay = 0 }: AskedMoment, race: RaceInfo, now: number): AskedAt {
  const wall = Math.min(at === undefined ? now : wallTime(at), now) - delay
  return { at: wall, raceMs: withinRace(race, raceTimeAt(race, wall)) }
}

function wallTime(text: string): number {
  const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)
  const ms = /^\d{1,16}$/.test(text) ? Number(text) : zoned ? Date.parse(text) : Number.NaN
  if (ms >= 0 && ms <= 8.64e15) return ms
  const remedy = 'give epoch milliseconds, or a time such as 2026-05-02T09:00:00Z'
  throw invalid([{ field: 'at', value: text, message: `${JSON.stringify(text)} is no moment`, remedy }])
}
