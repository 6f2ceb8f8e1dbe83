import type { ServerResponse } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { granted } from '../../access/access-problem.ts'
import { controlOfOne } from '../../access/control.ts'
import { operatorOf } from '../../access/operator.ts'
import { Acknowledgement } from '../../desk/acknowledgement.ts'
import { openDesk } from '../../desk/desk-stream.ts'
import { farewell } from '../../feed/farewell.ts'
import { Problem } from '../../problems.ts'
import type { RestApp, RestContext } from '../context.ts'
import { findKnownRace, findRace, RaceParam } from '../race/find-race.ts'
import { raceSummary } from '../race/race-summary.ts'

const { bib, kind, since } = Acknowledgement.properties
const Acknowledge = Type.Object(
  { bib, kind, since, note: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) },
  { additionalProperties: false },
)
const AcknowledgementList = Type.Object({ acknowledgements: Type.Array(Acknowledgement) })

/** What operators share while a race goes on: who has seen to what, who is there, what was ordered. */
export async function deskRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { races, access, audit, acknowledgements, clock } = context
  const raceOf = ({ params, grant }: Pick<FastifyRequest, 'params' | 'grant'>) => {
    const race = findRace(races, (params as { race: string }).race)
    granted(access.mayControl(grant, race.info.runId))
    return race
  }

  app.post(
    '/api/races/:race/acknowledgements',
    {
      onRequest: controlOfOne(access),
      schema: { params: RaceParam, body: Acknowledge, response: { 200: Acknowledgement } },
    },
    async (request) => {
      const { body, params } = request
      const { info, state } = findKnownRace(races, params.race)
      const entry = [...state.roster.values()].find((one) => one.bib === body.bib)
      if (!entry)
        throw new Problem('bib-not-found', `Nobody in the race has the bib ${JSON.stringify(body.bib)}.`)
      const operator = operatorOf(request)
      const given = { id: entry.id, ...body, operator, at: clock.now() }
      const order = { operator, action: 'acknowledge' as const, race: info.runId, bib: body.bib }
      const about = {
        kind: body.kind,
        since: body.since,
        ...(body.note !== undefined && { note: body.note }),
      }
      return audit.carryOut({ ...order, after: about }, async () => {
        const known = (await acknowledgements.list(info.runId)).find(
          (one) => one.bib === body.bib && one.kind === body.kind,
        )
        // The same again, from the same person, is a repeat.
        if (known && known.since === body.since && known.operator === operator && known.note === body.note)
          return { answer: known, before: about, after: about }
        await acknowledgements.put(info.runId, given)
        return { answer: given, after: about }
      })
    },
  )

  app.get(
    '/api/races/:race/acknowledgements',
    { schema: { params: RaceParam, response: { 200: AcknowledgementList } } },
    async (request) => ({ acknowledgements: await acknowledgements.list(raceOf(request).info.runId) }),
  )

  const open = new Set<ServerResponse>()
  app.addHook('preClose', async () => {
    for (const response of open) response.end()
    await farewell(open, clock, (response) => response.destroy())
  })

  app.get('/api/races/:race/desk', { schema: { params: RaceParam } }, async (request, reply) => {
    const race = raceOf(request)
    const { grant } = request
    const name = operatorOf(request)
    reply.headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    if (request.method === 'HEAD') return reply.send()
    // What it begins with is read first: after the head no problem could be answered.
    const desk = await openDesk({
      ...context,
      race,
      name: name === 'API' ? null : name,
      summary: () => raceSummary(race),
    })
    reply.hijack()
    const { raw } = reply
    if (!raw.socket || raw.socket.destroyed) {
      desk.close()
      return reply
    }
    raw.writeHead(200, reply.getHeaders() as Record<string, string>)
    open.add(raw)
    const release = grant && access.whileGood(grant, () => raw.end())
    const stopListening = races.onGone((runId) => runId === race.info.runId && raw.end())
    raw.once('close', () => {
      release?.()
      stopListening()
      open.delete(raw)
      desk.close()
    })
    desk.begin({
      write: (text) => {
        // Who takes nothing has gone, or will come back and be told everything.
        if (raw.writableLength > 1_000_000) raw.destroy()
        else if (!raw.writableEnded) raw.write(text)
      },
    })
    return reply
  })
}
