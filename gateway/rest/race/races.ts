import { Type } from 'typebox'
import { guarded } from '../../access/guarded-race.ts'
import type { RestApp, RestContext } from '../context.ts'
import { findRace, RaceParam } from './find-race.ts'
import { RaceSummary, raceSummary } from './race-summary.ts'

export const RaceList = Type.Object({ races: Type.Array(RaceSummary) })

export async function raceRoutes(app: RestApp, { races, access }: RestContext): Promise<void> {
  // Private races are in nobody's list but that of who shows a key for them.
  app.get('/api/races', { schema: { response: { 200: RaceList } } }, async ({ grant }) => ({
    races: races
      .list()
      .filter((race) => access.mayWatch(grant, guarded(race)) === true)
      .map(raceSummary),
  }))

  app.get(
    '/api/races/:race',
    { schema: { params: RaceParam, response: { 200: RaceSummary } } },
    async ({ params }) => raceSummary(findRace(races, params.race)),
  )
}
