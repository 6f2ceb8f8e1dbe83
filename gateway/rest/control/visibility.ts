import { Visibility } from '@racecast/pinot/events'
import { Type } from 'typebox'
import { controlOfOne } from '../../access/control.ts'
import { operatorOf } from '../../access/operator.ts'
import type { LiveRace } from '../../replica/live-race.ts'
import type { RestApp, RestContext } from '../context.ts'
import { findRace, RaceParam } from '../race/find-race.ts'
import { RaceSummary, raceSummary } from '../race/race-summary.ts'
import { generatorOrders } from './generator-orders.ts'
import { Reason } from './reason.ts'

const VisibilityOrder = Type.Object(
  {
    visibility: Visibility,
    reason: Reason,
  },
  { additionalProperties: false },
)

const visibilityOf = ({ isPrivate }: LiveRace): Visibility => (isPrivate ? 'private' : 'public')

/**
 * Who may see a race, changed at any time. It is in the log as done once every gateway that hears the bus has it: a desk that
 * is told of the order finds the race as it is then.
 */
export async function visibilityRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { races, access, audit } = context
  const { order, visible } = generatorOrders(context)

  app.post(
    '/api/races/:race/visibility',
    {
      onRequest: controlOfOne(access),
      schema: { params: RaceParam, body: VisibilityOrder, response: { 200: RaceSummary } },
    },
    async (request) => {
      const { visibility, reason } = request.body
      const race = findRace(races, request.params.race)
      const { runId } = race.info
      const shown = visibilityOf(race)
      const given = {
        ...{ operator: operatorOf(request), action: 'visibility' as const, race: runId, after: visibility },
        ...(reason !== undefined && { reason }),
      }
      return audit.carryOut(given, async () => {
        const answer = (await order(`/races/${runId}/visibility`, { visibility })) as { before?: Visibility }
        const now = await visible(runId, (one) => visibilityOf(one) === visibility)
        // The generator knows of an order that has not shown here yet; of one that failed it believes that it was done.
        const before = shown === visibility ? answer.before : shown
        return { answer: raceSummary(now), before, after: visibility }
      })
    },
  )
}
