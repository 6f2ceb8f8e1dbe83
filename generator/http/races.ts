import type { FastifyInstance } from 'fastify'
import type { PreviewThread } from '../preview/preview-thread.ts'
import { COMMANDS } from '../race/commands.ts'
import type { Racing } from '../race/racing.ts'
import { requireToken } from './control-token.ts'

/** A start list of 100,000 rows and what JSON adds to it. */
const BODY_LIMIT = 25_000_000

/** Making races, and commanding those that run. */
export function raceRoutes(
  app: FastifyInstance,
  racing: Racing,
  previews: PreviewThread,
  controlToken: string,
): void {
  const guarded = { onRequest: requireToken(controlToken) }

  app.get('/races', async () => racing.records().sort((a, b) => b.startTime - a.startTime))

  app.get<{ Params: { race: string } }>('/races/:race', async ({ params }) => racing.find(params.race))

  app.post('/races', { ...guarded, bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const { runId, slug, startTime } = await racing.create(request.body)
    return reply.code(201).header('location', `/races/${runId}`).send({ runId, slug, startTime })
  })

  app.post('/races/preview', { ...guarded, bodyLimit: BODY_LIMIT }, async ({ body }) =>
    previews.preview(racing.previewOrder(body)),
  )

  app.post('/start-lists/check', { ...guarded, bodyLimit: BODY_LIMIT }, async ({ body }) => {
    const { startList } = Object(body) as { startList?: unknown }
    return previews.startList(typeof startList === 'string' ? startList : '')
  })

  for (const command of COMMANDS) {
    app.post<{ Params: { race: string } }>(`/races/:race/${command}`, guarded, async ({ params }) =>
      racing.command(params.race, command),
    )
  }

  app.post<{ Params: { race: string } }>('/races/:race/delete', guarded, async ({ params, body }, reply) => {
    await racing.remove(params.race, body)
    return reply.code(204).send()
  })
  app.post<{ Params: { race: string } }>('/races/:race/gun', guarded, async ({ params, body }) =>
    racing.correctGun(params.race, body),
  )
  app.post<{ Params: { race: string } }>('/races/:race/visibility', guarded, async ({ params, body }) =>
    racing.setVisibility(params.race, body),
  )
  app.post<{ Params: { race: string; bib: string } }>(
    '/races/:race/competitors/:bib/finish',
    guarded,
    async ({ params, body }) => racing.ruleFinish(params.race, params.bib, body),
  )
  app.post<{ Params: { race: string; bib: string } }>(
    '/races/:race/competitors/:bib/standing',
    guarded,
    async ({ params, body }) => racing.setStanding(params.race, params.bib, body),
  )
}
