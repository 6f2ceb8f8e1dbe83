import { Type } from 'typebox'
import type { RestApp, RestContext } from './context.ts'
import { findRace, RaceParam } from './find-race.ts'
import { RaceSummary, raceSummary } from './race-summary.ts'

export const RaceList = Type.Object({ races: Type.Array(RaceSummary) })

export async function raceRoutes(app: RestApp, { races }: RestContext): Promise<void> {
  app.get('/api/races', { schema: { response: { 200: RaceList } } }, async () => ({
    races: races.list().map(raceSummary),
  }))

  app.get(
    '/api/races/:race',
    { schema: { params: RaceParam, response: { 200: RaceSummary } } },
    async ({ params }) => raceSummary(findRace(races, params.race)),
  )
}
