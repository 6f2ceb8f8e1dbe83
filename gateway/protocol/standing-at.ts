import { raceTimeAt } from '@racecast/pinot/race-clock'
import type { Facts, RaceInfo, RosterEntry } from './messages.ts'

/**
 * From which moment, race ms, who is not in is out: the end of a simulated race, after which nobody comes in any more. Of any
 * other it is not known who is still to come, until its results are official. Infinite while that is so.
 */
export function closedAt(race: RaceInfo): number {
  const isClosed = race.finishedAt !== null && (race.simulated || race.status === 'official')
  return isClosed ? raceTimeAt(race, race.finishedAt!) : Number.POSITIVE_INFINITY
}

/**
 * Whether somebody is in at `raceMs`. A finish that was measured counts, whatever the moment at which race control has ended the race:
 * of that moment on, for nothing later is ever shown.
 */
export function isInAt(facts: Facts | undefined, raceMs: number, race: RaceInfo): boolean {
  if (facts?.finish === undefined) return false
  return facts.finish <= raceMs || (race.finishedAt !== null && raceMs >= raceTimeAt(race, race.finishedAt))
}

/**
 * As what somebody counts at `raceMs` (W-9): as what they were marked, from then on; and who is not in when the race is closed
 * has not finished, or not started.
 * @param closedMs as of `closedAt`
 * @param isOnCourse whether they were seen beyond the start line
 */
export function standingAt(
  { standing }: Pick<RosterEntry, 'standing'>,
  facts: Facts | undefined,
  raceMs: number,
  closedMs: number,
  isOnCourse: boolean,
): RosterEntry['standing'] {
  if (standing !== 'entered' && raceMs >= (facts?.standingSince ?? Number.NEGATIVE_INFINITY)) return standing
  if (raceMs < closedMs || facts?.finish !== undefined) return 'entered'
  return isOnCourse || facts?.start !== undefined ? 'DNF' : 'DNS'
}
