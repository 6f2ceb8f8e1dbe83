import { type Static, Type } from 'typebox'
import { paceText, raceTimeText } from '../../board/format.ts'
import { round } from '../../board/round.ts'
import { type Facts, type RaceState, type RosterEntry, waveGunMs } from '../../protocol/index.ts'

/** A time at a full kilometre, net of the wave's gun. */
export const Split = Type.Object({
  km: Type.Integer({ minimum: 1 }),
  raceTimeMs: Type.Integer(),
  raceTimeText: Type.String(),
  /** Over the kilometre that ends here; null where the one before is not known. */
  pace: Type.Union([Type.Number({ description: 's/km' }), Type.Null()]),
  paceText: Type.String(),
})
export type Split = Static<typeof Split>

/** The splits that are known up to `raceMs`. */
export function splitsOf(
  state: RaceState,
  entry: RosterEntry,
  facts: Facts | undefined,
  raceMs: number,
): Split[] {
  const offset = waveGunMs(state.race, entry.wave)
  const times = facts?.splits ?? []
  const splits: Split[] = []
  times.forEach((t, i) => {
    if (t === null || t > raceMs) return
    const before = i === 0 ? (facts?.start ?? offset) : times[i - 1]
    const pace = before === null || before === undefined ? null : (t - before) / 1000
    splits.push({
      km: i + 1,
      raceTimeMs: t - offset,
      raceTimeText: raceTimeText(t - offset),
      pace: pace === null ? null : round(pace, 1),
      paceText: paceText(pace),
    })
  })
  return splits
}
