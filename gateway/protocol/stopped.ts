import type { RaceState } from './race-state.ts'

/**
 * Whether a race is over though somebody was still on the way: race control has stopped it. Only a simulated one can be;
 * of any other it is not known who is still to come when it is declared finished.
 */
export function wasStopped({ race, roster, facts }: Pick<RaceState, 'race' | 'roster' | 'facts'>): boolean {
  if (race.finishedAt === null || !race.simulated) return false
  for (const { id, role, standing } of roster.values())
    if (role === 'competitor' && standing === 'entered' && facts.get(id)?.finish === undefined) return true
  return false
}
