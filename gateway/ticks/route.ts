import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../problems.ts'
import type { RestApp, RestContext } from '../rest/context.ts'
import { cachePolicy } from '../rest/http/cache-policy.ts'
import { findKnownRace, type KnownRace, RaceParam } from '../rest/race/find-race.ts'
import { binaryOf } from './snapshot-files.ts'
import type { Form, TickAnswer, TickShelf } from './tick-shelf.ts'

/** One spelling for each number, so that a cache has one file for each tick. */
const whole = '(0|[1-9]\\d{0,15})'
const TickParams = Type.Object({
  ...RaceParam.properties,
  epoch: Type.String({ pattern: `^${whole}$` }),
  tick: Type.String({ pattern: `^${whole}(\\.bin)?$`, description: 'its sequence number; .bin for binary' }),
})
const SnapshotParams = Type.Object({
  ...RaceParam.properties,
  epoch: TickParams.properties.epoch,
  seq: TickParams.properties.epoch,
})

export const LatestTick = Type.Object({
  epoch: Type.Integer(),
  seq: Type.Integer(),
  snapshot: Type.String({
    description: 'the path of the state as of this tick; with .bin behind it in binary',
  }),
})

const types: Record<Form, string> = {
  json: 'application/json; charset=utf-8',
  bin: 'application/octet-stream',
}

/**
 * A race as files, for caches: `latest` says where to begin, each tick after that is a file that never changes. Who
 * follows a race by these alone asks for the next one until it is there.
 */
export async function tickRoutes(app: RestApp, { races, ticks, tickAsked }: RestContext): Promise<void> {
  app.addHook('preClose', async () => ticks.close())
  const path = (race: KnownRace, epoch: number, seq: number) =>
    `/api/races/${race.info.runId}/ticks/${epoch}/${seq}`

  app.get(
    '/api/races/:race/ticks/latest',
    { schema: { params: RaceParam, response: { 200: LatestTick } } },
    async ({ params }, reply) => {
      tickAsked('latest')
      const race = findKnownRace(races, params.race)
      const { epoch, seq } = ticks.of(race).snapshots.latest()
      reply.header('cache-control', cachePolicy.second)
      return { epoch, seq, snapshot: `${path(race, epoch, seq)}/snapshot` }
    },
  )

  app.get(
    '/api/races/:race/ticks/:epoch/:tick',
    { schema: { params: TickParams } },
    async ({ params }, reply) => {
      const [number = '', suffix] = params.tick.split('.')
      const [epoch, seq, form]: [number, number, Form] = [
        Number(params.epoch),
        Number(number),
        suffix ? 'bin' : 'json',
      ]
      const race = findKnownRace(races, params.race)
      const answer = await ticks.of(race).tick(epoch, seq, form)
      tickAsked(answer.kind)
      if (answer.kind !== 'tick') throw notThere(answer, race, { epoch, seq })
      reply.headers({ etag: `"${epoch}-${params.tick}"`, 'cache-control': cachePolicy.minute })
      return reply.type(types[form]).send(answer.bytes)
    },
  )

  for (const form of ['json', 'bin'] as const)
    app.get(
      `/api/races/:race/ticks/:epoch/:seq/snapshot${form === 'bin' ? '.bin' : ''}`,
      { schema: { params: SnapshotParams } },
      async ({ params }, reply) => {
        tickAsked('snapshot')
        const race = findKnownRace(races, params.race)
        const shelf = ticks.of(race)
        const file = shelf.snapshots.get(Number(params.epoch), Number(params.seq))
        if (!file) return elsewhere(reply, shelf, form)
        if (form === 'bin') shelf.wantBinary()
        reply.header('cache-control', cachePolicy.minute)
        return reply.type(types[form]).send(form === 'bin' ? binaryOf(file) : file.json)
      },
    )

  /** It is gone, or another gateway has made it: any other one is as good to begin with. */
  function elsewhere(reply: FastifyReply, { race, snapshots }: TickShelf, form: Form) {
    const { epoch, seq } = snapshots.latest()
    reply.header('cache-control', cachePolicy.second)
    return reply.redirect(`${path(race, epoch, seq)}/snapshot${form === 'bin' ? '.bin' : ''}`, 307)
  }

  function notThere(
    answer: Exclude<TickAnswer, { kind: 'tick' }>,
    race: KnownRace,
    asked: { epoch: number; seq: number },
  ) {
    const { epoch, seq } = race.state
    const now = `the newest is ${epoch}/${seq}`
    if (answer.kind === 'notYet')
      return new Problem(
        'tick-not-yet',
        `There is no tick ${asked.epoch}/${asked.seq} yet; ${now}. Ask again in a second.`,
        {
          // What was waited for in vain may be kept for a second, so that it is waited for once for all. What is
          // further off may not: whoever asked for it too early would keep it from the others when it is there.
          headers: answer.waited ? { 'cache-control': cachePolicy.second } : {},
          members: { epoch, seq },
        },
      )
    const isOver = answer.kind === 'otherEpoch'
    const why = isOver ? `Epoch ${asked.epoch} is over` : `Tick ${asked.epoch}/${asked.seq} is no longer kept`
    const latest = `/api/races/${race.info.runId}/ticks/latest`
    return new Problem('tick-gone', `${why}; ${now}. Begin again from ${latest}.`, {
      headers: { 'cache-control': isOver ? cachePolicy.minute : cachePolicy.second },
      members: { epoch, seq, latest },
    })
  }
}
