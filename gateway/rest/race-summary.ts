import { type Static, Type } from 'typebox'
import { RaceInfo } from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'

/** A race in a list. */
export const RaceSummary = Type.Evaluate(
  Type.Intersect([
    RaceInfo,
    Type.Object({
      courseName: Type.String(),
      lengthCm: Type.Integer(),
      /** Who takes part; pacers, lead and sweep vehicles do not. */
      entries: Type.Integer(),
      finishers: Type.Integer(),
    }),
  ]),
)
export type RaceSummary = Static<typeof RaceSummary>

export function raceSummary({ info, line, state }: LiveRace): RaceSummary {
  let entries = 0
  let finishers = 0
  for (const { id, role, standing } of state?.roster.values() ?? []) {
    if (role !== 'competitor') continue
    entries++
    if (state!.facts.get(id)?.finish !== undefined && standing === 'entered') finishers++
  }
  return { ...info, courseName: line.course.longName, lengthCm: line.lengthCm, entries, finishers }
}
