import { Type } from 'typebox'
import { Problem } from '../../problems.ts'
import type { Playout, RaceState } from '../../protocol/index.ts'
import type { LiveRace, LiveRaces } from '../../replica/live-race.ts'
import { cachePolicy, forWhoShows } from '../http/cache-policy.ts'

export const RaceParam = Type.Object({
  race: Type.String({ minLength: 1, maxLength: 64, description: 'runId or slug' }),
})

/** A race that has been seen: what can be said of it is known. */
export type KnownRace = LiveRace & { readonly state: RaceState; readonly playout: Playout }

export function findRace(races: Pick<LiveRaces, 'get'>, race: string): LiveRace {
  const found = races.get(race)
  if (found) return found
  const remedy = 'GET /api/races lists them.'
  throw new Problem('race-not-found', `There is no race ${JSON.stringify(race)}; ${remedy}`, {
    // Not kept it would leave in a cache what there was before, and that is given out still while many ask at once.
    headers: { 'cache-control': cachePolicy.second, ...forWhoShows },
  })
}

/** The race with its state, or a problem while there is none. */
export function findKnownRace(races: LiveRaces, race: string): KnownRace {
  const found = findRace(races, race)
  if (found.state && found.playout) return found as KnownRace
  throw new Problem(
    'race-not-ready',
    'The race has just been made or is being read; try again in a moment.',
    {
      headers: { 'retry-after': '1' },
    },
  )
}
