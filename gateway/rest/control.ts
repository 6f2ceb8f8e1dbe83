import { Type } from 'typebox'
import { controlOfAll, controlOfOne } from '../access/control.ts'
import type { GeneratorAnswer } from '../access/generator.ts'
import { checkOrder, RaceOrder } from '../access/race-orders.ts'
import { Problem } from '../problems.ts'
import type { LiveRace } from '../replica/live-race.ts'
import type { RestApp, RestContext } from './context.ts'
import { findRace, RaceParam } from './find-race.ts'
import { RaceSummary, raceSummary } from './race-summary.ts'

const CreatedRace = Type.Object({ runId: Type.String(), slug: Type.String() })
const commands = ['pause', 'resume', 'stop'] as const
/** A start list of 100,000 rows and what JSON adds to it. */
const orderLimit = 25_000_000
/** How long a change may take until it shows here, and how often is looked, ms. */
const visibleWithin = 10_000
const lookEvery = 100

/** Making races and commanding those that run: checked here, done by the generator, answered when it shows. */
export async function controlRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { races, catalogue, clock, access } = context

  async function order(path: string, body?: unknown): Promise<unknown> {
    if (!context.generator)
      throw new Problem(
        'generator-unreachable',
        'None is configured; set GENERATOR_URL and start the gateway again.',
      )
    return accepted(await context.generator.post(path, body))
  }

  /** Waits until `shows` holds of what the store's list of races says. */
  async function visible(runId: string, shows: (race: LiveRace) => boolean): Promise<LiveRace> {
    const giveUpAt = clock.now() + visibleWithin
    for (;;) {
      await races.refresh()
      const race = races.get(runId)
      if (race && shows(race)) return race
      if (clock.now() >= giveUpAt)
        throw new Problem('race-not-visible', 'It is stored; GET /api/races will show it in a while.', {
          members: { runId },
          headers: { 'retry-after': '2' },
        })
      await new Promise<void>((done) => clock.schedule(lookEvery, done))
    }
  }

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
        const record = await order(`/races/${runId}/${command}`)
        const status = (record as { status?: unknown } | null)?.status
        // Another command may have followed: any other status than before shows that this one was taken in.
        const shows = ({ info }: LiveRace) =>
          status === undefined || info.status === status || info.status !== before
        return raceSummary(await visible(runId, shows))
      },
    )
}

/** What the generator accepted; what it refused goes on to who asked, in its own words. */
function accepted({ status, body }: GeneratorAnswer): unknown {
  if (status >= 200 && status < 300) return body
  const said = (body ?? {}) as Record<string, unknown>
  const detail = typeof said.detail === 'string' ? said.detail : `It answered ${status}.`
  if (status >= 400 && status < 500 && status !== 401) {
    const own = ['type', 'title', 'errors'].filter((name) => said[name] !== undefined)
    const members = Object.fromEntries(own.map((name) => [name, said[name]]))
    throw new Problem('invalid-request', detail, { status, members })
  }
  if (status === 401)
    throw new Problem(
      'generator-failed',
      'It does not accept this CONTROL_TOKEN; start both with the same one.',
    )
  throw new Problem('generator-failed', detail, status === 503 ? { status: 503 } : {})
}

function isCreated(body: unknown): body is { runId: string } {
  return typeof (body as { runId?: unknown } | null)?.runId === 'string'
}
