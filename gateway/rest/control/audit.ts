import { Type } from 'typebox'
import { granted } from '../../access/access-problem.ts'
import { controlOfAll } from '../../access/control.ts'
import { AuditEntry } from '../../desk/audit-entry.ts'
import type { RestApp, RestContext } from '../context.ts'
import { csv } from '../http/csv.ts'
import { sendCsv } from '../http/send-csv.ts'
import { findRace, RaceParam } from '../race/find-race.ts'

const Query = Type.Object({
  from: Type.Optional(Type.Integer({ minimum: 1, description: 'number of the first entry; 1 if left out' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: '200 if left out' })),
})

const AuditLog = Type.Object({
  race: Type.Union([Type.String(), Type.Null()], { description: 'runId' }),
  entries: Type.Array(AuditEntry),
  next: Type.Integer({ description: 'where to go on' }),
})

/** Every order that changed something: of a race, or of none (keys for all races, courses). */
export async function auditRoutes(app: RestApp, { races, access, audit }: RestContext): Promise<void> {
  const logOf = async (race: string | null, { from = 1, limit = 200 }: { from?: number; limit?: number }) => {
    const entries = await audit.list(race, from, limit)
    return { race, entries, next: (entries.at(-1)?.n ?? from - 1) + 1 }
  }

  app.get(
    '/api/audit',
    { onRequest: controlOfAll(access), schema: { querystring: Query, response: { 200: AuditLog } } },
    async ({ query }) => logOf(null, query),
  )

  app.get(
    '/api/races/:race/audit',
    { schema: { params: RaceParam, querystring: Query, response: { 200: AuditLog } } },
    async ({ params, query, grant }) => {
      const { runId } = findRace(races, params.race).info
      granted(access.mayControl(grant, runId))
      return logOf(runId, query)
    },
  )

  app.get(
    '/api/races/:race/audit.csv',
    { schema: { params: RaceParam } },
    async ({ params, grant }, reply) => {
      const { runId, slug } = findRace(races, params.race).info
      granted(access.mayControl(grant, runId))
      const entries = await audit.list(runId, 1, Number.POSITIVE_INFINITY)
      return sendCsv(reply, `audit-${slug}`, csv(auditColumns, entries.map(lineOf)))
    },
  )
}

export const auditColumns = [
  ...(['n', 'at', 'operator', 'action', 'bib', 'before', 'after', 'reason', 'outcome', 'wave'] as const),
]

function lineOf({ n, at, operator, action, bib, before, after, reason, outcome, wave }: AuditEntry) {
  const moments = action === 'gun' || action === 'start'
  const text = (value: unknown) => {
    if (value === undefined || value === null) return ''
    if (moments && typeof value === 'number') return new Date(value).toISOString()
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
  const changes = { before: text(before), after: text(after) }
  return { n, at: new Date(at).toISOString(), operator, action, bib, ...changes, reason, outcome, wave }
}
