import { CreateRace, Standing } from '@racecast/pinot/events'
import { Type } from 'typebox'
import { controlOfOne } from '../access/control.ts'
import { Problem } from '../problems.ts'
import { type Facts, RosterEntry } from '../protocol/index.ts'
import type { RestApp, RestContext } from './context.ts'
import { findKnownRace, findRace, RaceParam } from './find-race.ts'
import { generatorOrders } from './generator-orders.ts'
import { RaceSummary, raceSummary } from './race-summary.ts'

const Gun = Type.Object(
  { startTime: Type.Evaluate(CreateRace).properties.startTime },
  { additionalProperties: false, required: ['startTime'] },
)
const BibParams = Type.Object({
  ...RaceParam.properties,
  bib: Type.String({ minLength: 1, maxLength: 12 }),
})
const StandingOrder = Type.Object(
  {
    standing: Standing,
    /** For the audit log. */
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  { additionalProperties: false },
)

/** What race control puts right: when the gun was, and who is in the race. Answered when every screen here has it. */
export async function correctionRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { races, access } = context
  const { order, visible } = generatorOrders(context)
  const onRequest = controlOfOne(access)

  app.post(
    '/api/races/:race/gun',
    { onRequest, schema: { params: RaceParam, body: Gun, response: { 200: RaceSummary } } },
    async ({ params, body }) => {
      const { runId } = findRace(races, params.race).info
      const record = (await order(`/races/${runId}/gun`, body)) as { startTime?: unknown }
      return raceSummary(await visible(runId, ({ info }) => info.startTime === record.startTime))
    },
  )

  app.post(
    '/api/races/:race/competitors/:bib/standing',
    { onRequest, schema: { params: BibParams, body: StandingOrder, response: { 200: RosterEntry } } },
    async ({ params, body: { standing } }) => {
      const { state, info } = findKnownRace(races, params.race)
      const entry = [...state.roster.values()].find(({ bib }) => bib === params.bib)
      if (!entry)
        throw new Problem('bib-not-found', `Nobody in the race has the bib ${JSON.stringify(params.bib)}.`)
      refuseContradiction(standing, state.facts.get(entry.id))
      const path = `/races/${info.runId}/competitors/${encodeURIComponent(params.bib)}/standing`
      await order(path, { standing })
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
