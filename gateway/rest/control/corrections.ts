import { CreateRace, Standing } from '@racecast/pinot/events'
import { Type } from 'typebox'
import { controlOfOne } from '../../access/control.ts'
import { operatorOf } from '../../access/operator.ts'
import { Problem } from '../../problems.ts'
import { type Facts, RosterEntry } from '../../protocol/index.ts'
import type { RestApp, RestContext } from '../context.ts'
import { findKnownRace, findRace, RaceParam } from '../race/find-race.ts'
import { RaceSummary, raceSummary } from '../race/race-summary.ts'
import { generatorOrders } from './generator-orders.ts'

/** For the audit log. */
const Reason = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }))
const Gun = Type.Object(
  { startTime: Type.Evaluate(CreateRace).properties.startTime, reason: Reason },
  { additionalProperties: false, required: ['startTime'] },
)
const BibParams = Type.Object({
  ...RaceParam.properties,
  bib: Type.String({ minLength: 1, maxLength: 12 }),
})
const StandingOrder = Type.Object({ standing: Standing, reason: Reason }, { additionalProperties: false })

/** What race control puts right: when the gun was, and who is in the race. Answered when every screen here has it. */
export async function correctionRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { races, access, audit } = context
  const { order, visible } = generatorOrders(context)
  const onRequest = controlOfOne(access)

  app.post(
    '/api/races/:race/gun',
    { onRequest, schema: { params: RaceParam, body: Gun, response: { 200: RaceSummary } } },
    async (request) => {
      const { params, body } = request
      const { runId, startTime: before } = findRace(races, params.race).info
      const given = {
        ...{ operator: operatorOf(request), action: 'gun' as const, race: runId, after: body.startTime },
        ...(body.reason !== undefined && { reason: body.reason }),
      }
      const after = await audit.carryOut(given, async () => {
        const answer = (await order(`/races/${runId}/gun`, { startTime: body.startTime })) as {
          startTime?: number
          before?: number
        }
        // What it was the generator knows: here it may not have shown yet.
        return { answer: answer.startTime, before: answer.before ?? before, after: answer.startTime }
      })
      return raceSummary(await visible(runId, ({ info }) => info.startTime === after))
    },
  )

  app.post(
    '/api/races/:race/competitors/:bib/standing',
    { onRequest, schema: { params: BibParams, body: StandingOrder, response: { 200: RosterEntry } } },
    async (request) => {
      const { params } = request
      const { standing, reason } = request.body
      const { state, info } = findKnownRace(races, params.race)
      const entry = [...state.roster.values()].find(({ bib }) => bib === params.bib)
      if (!entry)
        throw new Problem('bib-not-found', `Nobody in the race has the bib ${JSON.stringify(params.bib)}.`)
      refuseContradiction(standing, state.facts.get(entry.id))
      const given = {
        ...{ operator: operatorOf(request), action: 'standing' as const, race: info.runId, bib: params.bib },
        ...{ after: standing, ...(reason !== undefined && { reason }) },
      }
      const path = `/races/${info.runId}/competitors/${encodeURIComponent(params.bib)}/standing`
      await audit.carryOut(given, async () => {
        const answer = (await order(path, { standing })) as { before?: Standing } | null
        return { answer, before: answer?.before ?? entry.standing, after: standing }
      })
      const race = await visible(info.runId, (now) => now.state?.roster.get(entry.id)?.standing === standing)
      return race.state!.roster.get(entry.id)!
    },
  )
}

/** Who has been seen to start did start, and who has finished did not give up. */
function refuseContradiction(standing: Standing, facts: Facts | undefined): void {
  const remedy = 'Give DSQ to take them out of the results.'
  if (facts?.finish !== undefined && (standing === 'DNF' || standing === 'DNS'))
    throw new Problem('standing-contradicted', `They have finished. ${remedy}`)
  if (facts?.start !== undefined && standing === 'DNS')
    throw new Problem('standing-contradicted', 'They have started. Give DNF, or DSQ.')
}
