import { Role } from '@racecast/pinot/events'
import { wallTimeAt } from '@racecast/pinot/race-clock'
import { type Static, Type } from 'typebox'
import { boardLine, shownName } from '../../board/board-line.ts'
import { raceTimeText } from '../../board/format.ts'
import { Problem } from '../../problems.ts'
import {
  BoardLine,
  type BoardRow,
  boardAt,
  expectedAt,
  insideSince,
  stopHabitAt,
  waveGunMs,
} from '../../protocol/index.ts'
import type { RestApp, RestContext } from '../context.ts'
import { AskedMoment, askedAt } from './asked-moment.ts'
import { findKnownRace, type KnownRace, RaceParam } from './find-race.ts'
import { Split, splitsOf } from './splits.ts'

const Params = Type.Evaluate(
  Type.Intersect([RaceParam, Type.Object({ bib: Type.String({ minLength: 1, maxLength: 12 }) })]),
)

/** A finish that is to come, from splits, average and current pace; four times in five it is early to late. */
const Expected = Type.Object({
  raceTimeMs: Type.Integer({ description: 'net of the wave' }),
  raceTimeText: Type.String(),
  earlyMs: Type.Integer({ description: 'net of the wave, ms' }),
  lateMs: Type.Integer({ description: 'net of the wave, ms' }),
  at: Type.Integer({ description: 'epoch ms' }),
})

export const Competitor = Type.Object({
  race: Type.String({ description: 'runId' }),
  at: Type.Integer({ description: 'epoch ms' }),
  raceTimeMs: Type.Integer(),
  competitorId: Type.Integer(),
  bib: Type.String(),
  name: Type.String(),
  role: Role,
  /** As on the leaderboard; null for who is not on it. */
  board: Type.Union([BoardLine, Type.Null()]),
  splits: Type.Array(Split),
  /** Visits to the fence up to the moment, race ms; out is null while inside. */
  fenceVisits: Type.Array(
    Type.Object({ in: Type.Integer(), out: Type.Union([Type.Integer(), Type.Null()]) }),
  ),
  expectedFinish: Type.Union([Expected, Type.Null()]),
})
export type Competitor = Static<typeof Competitor>

export async function competitorRoutes(app: RestApp, { races, past, clock }: RestContext): Promise<void> {
  app.get(
    '/api/races/:race/competitors/:bib',
    { schema: { params: Params, querystring: AskedMoment, response: { 200: Competitor } } },
    async ({ params, query }): Promise<Competitor> => {
      const race = findKnownRace(races, params.race)
      const entry = entryOf(race, params.bib)
      const asked = askedAt(query, race.info, clock.now())
      const { state, playout } = await past.of(race, asked)
      const rows = boardAt(state, playout, race.line.lengthCm, asked.raceMs)
      const row = rows.find((other) => other.entry.id === entry.id)
      const facts = state.facts.get(entry.id)
      const visits = (facts?.visits ?? []).filter(([from]) => from <= asked.raceMs)
      const isInside = insideSince(facts, asked.raceMs) !== null
      return {
        race: race.info.runId,
        at: asked.at,
        raceTimeMs: asked.raceMs,
        competitorId: entry.id,
        bib: entry.bib,
        name: shownName(entry),
        role: entry.role,
        board: row ? boardLine(row, race.line) : null,
        splits: splitsOf(state, entry, facts, asked.raceMs),
        fenceVisits: visits.map(([from, to], i) => ({
          in: from,
          out: isInside && i === visits.length - 1 ? null : to,
        })),
        expectedFinish: row
          ? expectedFinish(race, row, { raceMs: asked.raceMs, board: rows, facts: state.facts })
          : null,
      }
    },
  )
}

function entryOf({ state, info }: KnownRace, bib: string) {
  for (const entry of state.roster.values()) if (entry.bib === bib) return entry
  throw new Problem(
    'bib-not-found',
    `Nobody has the bib ${JSON.stringify(bib)}; GET /api/races/${info.slug}/leaderboard lists them.`,
  )
}

function expectedFinish(
  { info, line }: KnownRace,
  row: BoardRow,
  then: Omit<Parameters<typeof stopHabitAt>[0], 'race'>,
): Competitor['expectedFinish'] {
  if (info.finishedAt !== null) return null
  const { course, lengthCm } = line
  const habit = stopHabitAt({ ...then, race: info }, course)
  const expected = expectedAt(info, course, row, then.facts.get(row.entry.id), lengthCm, habit)
  if (!expected) return null
  const gunMs = waveGunMs(info, row.entry.wave)
  return {
    raceTimeMs: expected.raceMs - gunMs,
    raceTimeText: raceTimeText(expected.raceMs - gunMs),
    earlyMs: expected.early - gunMs,
    lateMs: expected.late - gunMs,
    at: Math.round(wallTimeAt(info, expected.raceMs)),
  }
}
