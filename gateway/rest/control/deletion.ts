import { Type } from 'typebox'
import { controlOfOne } from '../../access/control.ts'
import { operatorOf } from '../../access/operator.ts'
import type { RestApp, RestContext } from '../context.ts'
import { findRace, RaceParam } from '../race/find-race.ts'
import { generatorOrders } from './generator-orders.ts'
import { Reason } from './reason.ts'

const Deletion = Type.Object(
  {
    name: Type.String({ description: 'of the race, to say which is meant' }),
    reason: Reason,
  },
  { additionalProperties: false },
)

/**
 * Deletes a race that is not under way. It is in the log of what is of no race, since its own is not to be seen any more; its
 * recording goes at every gateway, its rows where the store can delete some (Pinot keeps them until its retention ends).
 */
export async function deletionRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { races, access, audit } = context
  const { order, gone } = generatorOrders(context)

  app.delete(
    '/api/races/:race',
    {
      onRequest: controlOfOne(access),
      schema: { params: RaceParam, body: Deletion, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { name, reason } = request.body
      const { runId, slug, name: called } = findRace(races, request.params.race).info
      const given = {
        ...{ operator: operatorOf(request), action: 'delete' as const, race: null },
        ...{ after: { runId, slug, name: called } },
        ...(reason !== undefined && { reason }),
      }
      await audit.carryOut(given, async () => {
        await order(`/races/${runId}/delete`, { name })
        return { answer: null }
      })
      await gone(runId)
      return reply.code(204).send(null)
    },
  )
}
