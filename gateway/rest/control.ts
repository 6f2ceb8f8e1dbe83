import { Type } from 'typebox'
import { controlOfAll, controlOfOne } from '../access/control.ts'
import { checkOrder, RaceOrder } from '../access/race-orders.ts'
import { Problem } from '../problems.ts'
import type { LiveRace } from '../replica/live-race.ts'
import type { RestApp, RestContext } from './context.ts'
import { findRace, RaceParam } from './find-race.ts'
import { generatorOrders } from './generator-orders.ts'
import { RaceSummary, raceSummary } from './race-summary.ts'

const CreatedRace = Type.Object({ runId: Type.String(), slug: Type.String() })
const commands = ['start', 'pause', 'resume', 'stop', 'official'] as const
/** A start list of 100,000 rows and what JSON adds to it. */
const orderLimit = 25_000_000
/** Making races and commanding those that run: checked here, done by the generator, answered when it shows. */
export async function controlRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { races, catalogue, access } = context

  const { order, visible } = generatorOrders(context)

  app.post(
    '/api/races',
    {
      onRequest: controlOfAll(access),
      schema: { body: RaceOrder, response: { 201: CreatedRace } },
      bodyLimit: orderLimit,
    },
    async ({ body }, reply) => {
      checkOrder(body)
      if (!catalogue.get(body.course))
        throw new Problem(
          'course-not-found',
          `There is no course ${JSON.stringify(body.course)}; GET /api/courses lists them.`,
        )
      const made = await order('/races', body)
      if (!isCreated(made)) throw new Problem('generator-failed', 'It did not say which race it has made.')
      // A store that does not keep who may know of it would show it to everybody.
      const isAsAsked = ({ isPrivate }: LiveRace) => isPrivate === (body.visibility === 'private')
      const { info } = await visible(made.runId, isAsAsked)
      return reply
        .code(201)
        .header('location', `/api/races/${info.runId}`)
        .send({ runId: info.runId, slug: info.slug })
    },
  )

  for (const command of commands)
    app.post(
      `/api/races/:race/${command}`,
      { onRequest: controlOfOne(access), schema: { params: RaceParam, response: { 200: RaceSummary } } },
      async ({ params }) => {
        const { runId, status: before } = findRace(races, params.race).info
        const record = (await order(`/races/${runId}/${command}`)) as {
          status?: unknown
          startTime?: unknown
        } | null
        const status = record?.status
        // Another command may have followed: any other status than before shows that this one was taken in.
        const shows = ({ info }: LiveRace) =>
          status === undefined ||
          info.status !== before ||
          (info.status === status && (command !== 'start' || info.startTime === record?.startTime))
        return raceSummary(await visible(runId, shows))
      },
    )
}

function isCreated(body: unknown): body is { runId: string } {
  return typeof (body as { runId?: unknown } | null)?.runId === 'string'
}
