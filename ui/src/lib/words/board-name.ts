import type { Phase } from '../race/clock/playout-clock.ts'
import { say } from './say.ts'

/** What the list of everybody is called: what it is depends on how far the race is. */
export function boardName(phase: Phase | undefined): string {
  if (phase === 'scheduled') return say('race.startList')
  return say(phase === 'finished' ? 'race.results' : 'race.leaderboard')
}
