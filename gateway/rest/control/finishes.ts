import { rulingOf, wallTimeAt } from '@racecast/pinot/events'
import { Type } from 'typebox'
import { controlOfOne } from '../../access/control.ts'
import { operatorOf } from '../../access/operator.ts'
import { Problem } from '../../problems.ts'
import { RosterEntry } from '../../protocol/index.ts'
import type { LiveRace } from '../../replica/live-race.ts'
import type { RestApp, RestContext } from '../context.ts'
import { findKnownRace } from '../race/find-race.ts'
import { BibParams, entryOf } from './about-competitor.ts'
import { generatorOrders, onceWorkedOut } from './generator-orders.ts'
import { Reason } from './reason.ts'

const FinishOrder = Type.Object(
  {
    counts: Type.Boolean({
      description: 'false takes back the finish that somebody has; true lets what was measured count again',
    }),
    reason: Reason,
  },
  { additionalProperties: false },
)

/** What race control decides of a finish. Answered when every screen here has it. */
export async function finishRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { races, access, audit } = context
  const { order, visible } = generatorOrders(context)

  app.post(
    '/api/races/:race/competitors/:bib/finish',
    {
      onRequest: controlOfOne(access),
      schema: { params: BibParams, body: FinishOrder, response: { 200: RosterEntry } },
    },
    async (request) => {
      const { params } = request
      const { counts, reason } = request.body
      const race = findKnownRace(races, params.race)
      const { runId } = race.info
      const { id } = entryOf(race.state, params.bib)
      const takenBack = counts ? null : finishOf(race, id)
      const given = {
        ...{ operator: operatorOf(request), action: 'finish' as const, race: runId, bib: params.bib },
        ...{ after: null, ...(reason !== undefined && { reason }) },
      }
      await audit.carryOut(given, async () => {
        const path = `/races/${runId}/competitors/${encodeURIComponent(params.bib)}/finish`
        const { before } = (await order(path, { takenBack })) as { before: number | null }
        const isNew = takenBack !== null && before !== takenBack
        return { answer: null, before: isNew ? takenBack : null, after: counts ? before : null }
      })
      const shown = await visible(runId, (now) => shows(now, id, takenBack), onceWorkedOut)
      return shown.state!.roster.get(id)!
    },
  )
}

/** When the finish was that somebody has, or that was taken back already, epoch ms. Throws where there is none. */
function finishOf({ state, info }: LiveRace, id: number): number {
  const finish = state!.facts.get(id)?.finish
  const until = rulingOf(info, id)?.until
  if (finish === undefined && until === undefined)
    throw new Problem('standing-contradicted', 'They have not finished: there is nothing to take back.')
  return finish === undefined ? until! : wallTimeAt(info, finish)
}

/** Whether screens here have the decision. */
function shows({ state }: LiveRace, id: number, takenBack: number | null): boolean {
  if (!state) return false
  const ruling = rulingOf(state.race, id)
  if (takenBack === null) return ruling === undefined
  const finish = state.facts.get(id)?.finish
  return ruling?.until === takenBack && (finish === undefined || wallTimeAt(state.race, finish) !== takenBack)
}
