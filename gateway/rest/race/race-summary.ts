import { Visibility } from '@racecast/pinot/events'
import { type Static, Type } from 'typebox'
import { closedAt, RaceInfo, wasStopped } from '../../protocol/index.ts'
import type { LiveRace } from '../../replica/live-race.ts'

/** A race in a list. */
export const RaceSummary = Type.Evaluate(
  Type.Intersect([
    RaceInfo,
    Type.Object({
      visibility: Visibility,
      courseName: Type.String(),
      lengthCm: Type.Integer(),
      /** Who takes part; pacers, lead and sweep vehicles do not. */
      entries: Type.Integer(),
      finishers: Type.Integer(),
      withdrawn: Type.Integer({
        description:
          'how many of the entries are out: DNS, DNF or DSQ; once the race is over, all who are not in (W-9)',
      }),
      stopped: Type.Boolean({ description: 'whether it ended with somebody still on the way' }),
    }),
  ]),
)
export type RaceSummary = Static<typeof RaceSummary>

export function raceSummary({ info, isPrivate, line, state }: LiveRace): RaceSummary {
  let entries = 0
  let finishers = 0
  let withdrawn = 0
  for (const { id, role, standing } of state?.roster.values() ?? []) {
    if (role !== 'competitor') continue
    entries++
    if (standing !== 'entered') withdrawn++
    else if (state!.facts.get(id)?.finish !== undefined) finishers++
  }
  const visibility = isPrivate ? 'private' : 'public'
  const { course, lengthCm } = line
  const stopped = state !== null && wasStopped(state)
  if (closedAt(info) !== Number.POSITIVE_INFINITY) withdrawn = entries - finishers
  const counts = { entries, finishers, withdrawn }
  return { ...info, visibility, courseName: course.longName, lengthCm, ...counts, stopped }
}
