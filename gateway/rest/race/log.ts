import { Type } from 'typebox'
import { LogEntry } from '../../protocol/index.ts'
import type { RestApp, RestContext } from '../context.ts'
import { findRace, RaceParam } from './find-race.ts'

const Query = Type.Object({
  from: Type.Optional(Type.Integer({ minimum: 1, description: 'number of the first entry; 1 if left out' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: '200 if left out' })),
})

export const Log = Type.Object({
  race: Type.String({ description: 'runId' }),
  entries: Type.Array(LogEntry),
  /** Where to go on; the number of the next entry to come if there are no more now. */
  next: Type.Integer(),
})

export async function logRoutes(app: RestApp, { races }: RestContext): Promise<void> {
  app.get(
    '/api/races/:race/log',
    { schema: { params: RaceParam, querystring: Query, response: { 200: Log } } },
    async ({ params, query }) => {
      const race = findRace(races, params.race)
      const { from = 1, limit = 200 } = query
      const entries = await race.log(from, limit)
      return { race: race.info.runId, entries, next: (entries.at(-1)?.n ?? from - 1) + 1 }
    },
  )
}
