import type { CourseLine } from '@racecast/courses/line'
import { type Static, Type } from 'typebox'
import { shownName } from '../../board/board-line.ts'
import { round } from '../../board/round.ts'
import { EntityFlag, newMoment } from '../../protocol/index.ts'
import type { RestApp, RestContext } from '../context.ts'
import { csv } from '../http/csv.ts'
import { sendCsv } from '../http/send-csv.ts'
import { type AskedAt, AskedMoment, askedAt } from './asked-moment.ts'
import { findKnownRace, RaceParam } from './find-race.ts'
import type { RaceThen } from './past.ts'

/** Where somebody was at a moment, pacers and vehicles included. */
const PositionLine = Type.Object({
  competitorId: Type.Integer(),
  bib: Type.String(),
  name: Type.String(),
  distance: Type.Number({ description: 'm from the start, along the course' }),
  lat: Type.Number(),
  lon: Type.Number(),
  rawTime: Type.Integer({ description: 'race time, whole s' }),
  raceTimeMs: Type.Integer({ description: 'race time' }),
  certainty: Type.Union([Type.Literal('known'), Type.Literal('predicted'), Type.Literal('frozen')]),
  ageMs: Type.Integer({ description: 'age of the newest fix' }),
  finished: Type.Boolean(),
})
type PositionLine = Static<typeof PositionLine>

export const PositionList = Type.Object({
  race: Type.String({ description: 'runId' }),
  at: Type.Integer({ description: 'epoch ms' }),
  raceTimeMs: Type.Integer(),
  rows: Type.Array(PositionLine),
})

export const positionColumns = Object.keys(PositionLine.properties) as (keyof PositionLine)[]
const routeOf = { params: RaceParam, querystring: AskedMoment }

export async function positionRoutes(app: RestApp, { races, past, clock }: RestContext): Promise<void> {
  async function positions(name: string, query: AskedMoment) {
    const race = findKnownRace(races, name)
    const asked = askedAt(query, race.info, clock.now())
    const rows = positionLines(await past.of(race, asked), race.line, asked)
    return { race: race.info.runId, at: asked.at, raceTimeMs: asked.raceMs, rows }
  }

  app.get(
    '/api/races/:race/positions',
    { schema: { ...routeOf, response: { 200: PositionList } } },
    async ({ params, query }) => positions(params.race, query),
  )

  app.get('/api/races/:race/positions.csv', { schema: routeOf }, async ({ params, query }, reply) => {
    const { rows } = await positions(params.race, query)
    return sendCsv(reply, `positions-${params.race}`, csv(positionColumns, rows))
  })

  app.get('/api/races/:race/positions.geojson', { schema: routeOf }, async ({ params, query }, reply) => {
    const { rows } = await positions(params.race, query)
    reply.header('content-type', 'application/geo+json')
    return JSON.stringify({ type: 'FeatureCollection', features: rows.map(feature) })
  })
}

function positionLines({ state, playout }: RaceThen, line: CourseLine, { raceMs }: AskedAt): PositionLine[] {
  const moment = newMoment()
  const lines: PositionLine[] = []
  for (const entry of state.roster.values()) {
    const slot = state.entities.slots.get(entry.id)
    if (slot === undefined || !playout.at(slot, raceMs, moment)) continue
    const finish = state.facts.get(entry.id)?.finish
    const finished = finish !== undefined && finish <= raceMs
    const isOff = (moment.flags & EntityFlag.offCourse) !== 0
    const [lon, lat] = isOff ? [moment.lon / 1e6, moment.lat / 1e6] : line.pointAt(moment.cm)
    const t = Math.round(finished ? finish : raceMs)
    lines.push({
      competitorId: entry.id,
      bib: entry.bib,
      name: shownName(entry),
      distance: round((finished ? line.lengthCm : moment.cm) / 100, 2),
      lat: round(lat, 7),
      lon: round(lon, 7),
      rawTime: Math.floor(t / 1000),
      raceTimeMs: t,
      certainty: moment.certainty,
      ageMs: Math.max(0, Math.round(moment.ageMs)),
      finished,
    })
  }
  return lines
}

function feature({ lon, lat, ...properties }: PositionLine) {
  const geometry = { type: 'Point', coordinates: [lon, lat] }
  return { type: 'Feature', id: properties.competitorId, geometry, properties }
}
