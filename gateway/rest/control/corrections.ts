import { CreateRace, Standing, Wave } from '@racecast/pinot/events'
import { Type } from 'typebox'
import { controlOfOne } from '../../access/control.ts'
import { operatorOf } from '../../access/operator.ts'
import { Problem } from '../../problems.ts'
import { type Facts, RosterEntry } from '../../protocol/index.ts'
import type { LiveRace } from '../../replica/live-race.ts'
import type { RestApp, RestContext } from '../context.ts'
import { findKnownRace, findRace, RaceParam } from '../race/find-race.ts'
import { RaceSummary, raceSummary } from '../race/race-summary.ts'
import { BibParams, entryOf } from './about-competitor.ts'
import { generatorOrders, onceWorkedOut } from './generator-orders.ts'
import { Reason } from './reason.ts'

const Gun = Type.Object(
  {
    startTime: Type.Evaluate(CreateRace).properties.startTime,
    /** The gun of this wave alone; with all the others if left out. */
    wave: Type.Optional(Type.Evaluate(Type.Index(Wave, ['wave']))),
    reason: Reason,
  },
  { additionalProperties: false, required: ['startTime'] },
)
/** What of a race, or of the generator's answer, says when its guns were. */
type GunTimes = { startTime?: number; waves?: readonly Wave[] }

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
      const { wave } = body
      const { info } = findRace(races, params.race)
      const { runId } = info
      const gunOf = ({ startTime, waves }: GunTimes) =>
        wave === undefined ? startTime : waves?.find((one) => one.wave === wave)?.startTime
      const before = gunOf(info)
      const given = {
        ...{ operator: operatorOf(request), action: 'gun' as const, race: runId, after: body.startTime },
        ...(wave !== undefined && { wave }),
        ...(body.reason !== undefined && { reason: body.reason }),
      }
      const after = await audit.carryOut(given, async () => {
        const asked = { startTime: body.startTime, ...(wave !== undefined && { wave }) }
        const answer = (await order(`/races/${runId}/gun`, asked)) as GunTimes & { before?: number }
        // What it was the generator knows: here it may not have shown yet.
        return { answer: gunOf(answer), before: answer.before ?? before, after: gunOf(answer) }
      })
      return raceSummary(await visible(runId, (race) => gunOf(race.info) === after, onceWorkedOut))
    },
  )

  app.post(
    '/api/races/:race/competitors/:bib/standing',
    { onRequest, schema: { params: BibParams, body: StandingOrder, response: { 200: RosterEntry } } },
    async (request) => {
      const { params } = request
      const { standing, reason } = request.body
      const { state, info } = findKnownRace(races, params.race)
      const entry = entryOf(state, params.bib)
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
      const shows = (now: LiveRace) => now.state?.roster.get(entry.id)?.standing === standing
      const race = await visible(info.runId, shows, onceWorkedOut)
      return race.state!.roster.get(entry.id)!
    },
  )
}

/** Who has been seen to start did start, and who has finished did not give up. */
function refuseContradiction(standing: Standing, facts: Facts | undefined): void {
  const remedy = 'Take the finish back first, or give DSQ to take them out of the results.'
  if (facts?.finish !== undefined && (standing === 'DNF' || standing === 'DNS'))
    throw new Problem('standing-contradicted', `They have finished. ${remedy}`)
  if (facts?.start !== undefined && standing === 'DNS')
    throw new Problem('standing-contradicted', 'They have started. Give DNF, or DSQ.')
}
