import { Type } from 'typebox'
import { controlOfAll, controlOfOne } from '../../access/control.ts'
import { operatorOf } from '../../access/operator.ts'
import { checkOrder, RaceOrder } from '../../access/race-orders.ts'
import { type FieldError, invalid, Problem } from '../../problems.ts'
import type { LiveRace } from '../../replica/live-race.ts'
import type { RestApp, RestContext } from '../context.ts'
import { findRace, RaceParam } from '../race/find-race.ts'
import { RaceSummary, raceSummary } from '../race/race-summary.ts'
import { generatorOrders } from './generator-orders.ts'

/** What of a race's record is looked at after a command. */
type Commanded = { status?: string; startTime?: number } | null
const CreatedRace = Type.Object({ runId: Type.String(), slug: Type.String() })
const commands = ['start', 'pause', 'resume', 'stop', 'official'] as const
/** A start list of 100,000 rows and what JSON adds to it. */
const orderLimit = 25_000_000
/** Making races and commanding those that run: checked here, done by the generator, answered when it shows. */
export async function controlRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { races, catalogue, access, audit } = context

  const { order, visible } = generatorOrders(context)

  app.post(
    '/api/races',
    {
      onRequest: controlOfAll(access),
      schema: { body: RaceOrder, response: { 201: CreatedRace } },
      bodyLimit: orderLimit,
    },
    async (request, reply) => {
      const { body } = request
      checkOrder(body)
      if (!catalogue.get(body.course))
        throw new Problem(
          'course-not-found',
          `There is no course ${JSON.stringify(body.course)}; GET /api/courses lists them.`,
        )
      const asked = {
        operator: operatorOf(request),
        action: 'create' as const,
        after: { course: body.course },
      }
      const made = await audit.carryOutCreation(asked, async () => {
        const answer = await order('/races', body)
        if (!isCreated(answer))
          throw new Problem('generator-failed', 'It did not say which race it has made.')
        const { runId: race, slug, startTime } = answer
        return { answer, race, after: { course: body.course, slug, startTime } }
      })
      // A store that does not keep who may know of it would show it to everybody.
      const isAsAsked = ({ isPrivate }: LiveRace) => isPrivate === (body.visibility === 'private')
      const { runId, slug } = (await visible(made.runId, isAsAsked)).info
      return reply.code(201).header('location', `/api/races/${runId}`).send({ runId, slug })
    },
  )

  for (const command of commands)
    app.post(
      `/api/races/:race/${command}`,
      { onRequest: controlOfOne(access), schema: { params: RaceParam, response: { 200: RaceSummary } } },
      async (request) => {
        refuseWords(request.body)
        const { runId, status: before, startTime } = findRace(races, request.params.race).info
        const isStart = command === 'start'
        const given = { operator: operatorOf(request), action: command, race: runId }
        const record = await audit.carryOut(given, async () => {
          const answer = (await order(`/races/${runId}/${command}`)) as Commanded
          const changes = isStart
            ? { before: startTime, after: answer?.startTime }
            : { before, after: answer?.status }
          // What was accepted has changed something; where it seems not to have, this gateway knew no better.
          if (changes.before === changes.after) return { answer, after: changes.after }
          return { answer, ...changes }
        })
        const status = record?.status
        // Another command may have followed: any other status than before shows that this one was taken in.
        const shows = ({ info }: LiveRace) =>
          status === undefined ||
          info.status !== before ||
          (info.status === status && (!isStart || info.startTime === record?.startTime))
        return raceSummary(await visible(runId, shows))
      },
    )
}

/** A command is its address alone. What else is said would be ignored: a start "at ten" would be one at once. */
function refuseWords(body: unknown): void {
  if (body === undefined || body === null) return
  const names = typeof body === 'object' && !Array.isArray(body) ? Object.keys(body) : ['body']
  const errors = names.map((field): FieldError => {
    const remedy =
      field === 'startTime'
        ? 'leave it out to start now, or give it to POST .../gun, which sets when the race starts'
        : 'leave it out; there are none'
    return { field, message: 'is not known', remedy }
  })
  if (errors.length > 0) throw invalid(errors as [FieldError, ...FieldError[]])
}

function isCreated(body: unknown): body is { runId: string; slug: string; startTime: number } {
  return typeof (body as { runId?: unknown } | null)?.runId === 'string'
}
