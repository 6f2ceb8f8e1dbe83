import { Type } from 'typebox'
import { controlOfOne } from '../../access/control.ts'
import { Health } from '../../health/health.ts'
import type { RestApp, RestContext } from '../context.ts'

const Query = Type.Object({
  since: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'epoch ms: of the history only what is later; all of it if left out',
    }),
  ),
})

/** How every stage is, for race control. Who controls one race sees no other. */
export async function healthRoutes(app: RestApp, { access, health }: RestContext): Promise<void> {
  app.get(
    '/api/health',
    { onRequest: controlOfOne(access), schema: { querystring: Query, response: { 200: Health } } },
    async ({ grant, query }) => {
      const all = health.health(query.since)
      const only = grant?.race ?? null
      return only === null ? all : ofOneRace(all, only)
    },
  )
}

/** Nothing names another race: it may be a private one. */
function ofOneRace(all: Health, only: string): Health {
  const others = all.races.filter(({ runId }) => runId !== only)
  const namesAnother = (text: string) =>
    others.some(({ slug, runId }) => text.includes(slug) || text.includes(runId))
  return {
    ...all,
    races: all.races.filter(({ runId }) => runId === only),
    corrections: all.corrections.filter(({ runId }) => runId === only),
    stages: all.stages.map((stage) =>
      stage.why !== null && namesAnother(stage.why) ? { ...stage, why: 'another race is concerned' } : stage,
    ),
    gateways: all.gateways.map((one) => ({
      ...one,
      polls: one.polls.filter(({ runId }) => runId === only),
    })),
  }
}
