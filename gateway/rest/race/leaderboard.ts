import { type Static, Type } from 'typebox'
import { boardColumns, boardLine } from '../../board/board-line.ts'
import { invalid } from '../../problems.ts'
import { BoardLine, boardAt, RaceInfo } from '../../protocol/index.ts'
import type { RestApp, RestContext } from '../context.ts'
import { csv } from '../http/csv.ts'
import { sendCsv } from '../http/send-csv.ts'
import { AskedMoment, askedAt } from './asked-moment.ts'
import { findKnownRace, RaceParam } from './find-race.ts'

const mostRows = 100_000

const Query = Type.Evaluate(
  Type.Intersect([
    AskedMoment,
    Type.Object({
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: mostRows,
          description: 'the same as rows, which counts where both are given',
        }),
      ),
      rows: Type.Optional(
        Type.Integer({ minimum: 1, maximum: mostRows, description: 'how many at most; all if left out' }),
      ),
    }),
  ]),
)
type Query = Static<typeof Query>

/** For a table with a fixed number of rows, as vision mixers want it, too. */
const CsvQuery = Type.Object({
  ...Query.properties,
  pad: Type.Optional(
    Type.Boolean({ description: 'exactly `rows`, the last ones empty where there are not so many' }),
  ),
})

const padWithoutRows = {
  ...{ field: 'pad', message: 'says nothing without rows' },
  remedy: 'give rows too, such as rows=10&pad=1',
}

export const Leaderboard = Type.Object({
  race: Type.String({ description: 'runId' }),
  at: Type.Integer({ description: 'epoch ms' }),
  raceTimeMs: Type.Integer(),
  status: Type.Union(RaceInfo.properties.status.anyOf, {
    description:
      'of the race as it is now, whatever moment was asked for: its result is provisional until it is official',
  }),
  rows: Type.Array(BoardLine),
})
export type Leaderboard = Static<typeof Leaderboard>

export async function leaderboardRoutes(app: RestApp, { races, past, clock }: RestContext): Promise<void> {
  async function leaderboard(name: string, query: Query): Promise<Leaderboard> {
    const race = findKnownRace(races, name)
    const asked = askedAt(query, race.info, clock.now())
    const { state, playout } = await past.of(race, asked)
    const rows = boardAt(state, playout, race.line.lengthCm, asked.raceMs)
    return {
      race: race.info.runId,
      at: asked.at,
      raceTimeMs: asked.raceMs,
      status: race.info.status,
      rows: rows.slice(0, query.rows ?? query.limit).map((row) => boardLine(row, race.line)),
    }
  }

  app.get(
    '/api/races/:race/leaderboard',
    { schema: { params: RaceParam, querystring: Query, response: { 200: Leaderboard } } },
    async ({ params, query }) => leaderboard(params.race, query),
  )

  app.get(
    '/api/races/:race/leaderboard.csv',
    { schema: { params: RaceParam, querystring: CsvQuery } },
    async ({ params, query }, reply) => {
      const { pad = false, ...asked } = query
      const most = asked.rows
      if (pad && most === undefined) throw invalid([padWithoutRows])
      const { rows } = await leaderboard(params.race, asked)
      const missing = pad ? most! - rows.length : 0
      const lines: Partial<BoardLine>[] = [...rows, ...Array<object>(missing).fill({})]
      return sendCsv(reply, `leaderboard-${params.race}`, csv(boardColumns, lines))
    },
  )
}
