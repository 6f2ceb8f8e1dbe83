import { controlOfOne } from '../../access/control.ts'
import { Health } from '../../health/health.ts'
import type { RestApp, RestContext } from '../context.ts'

/** How every stage is, for race control. Who controls one race sees no other. */
export async function healthRoutes(app: RestApp, { access, health }: RestContext): Promise<void> {
  app.get(
    '/api/health',
    { onRequest: controlOfOne(access), schema: { response: { 200: Health } } },
    async ({ grant }) => {
      const all = health.health()
      const only = grant?.race ?? null
      return only === null ? all : { ...all, races: all.races.filter(({ runId }) => runId === only) }
    },
  )
}
