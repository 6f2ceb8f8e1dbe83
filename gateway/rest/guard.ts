import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../access/access.ts'
import { granted } from '../access/access-problem.ts'
import { carriedToken } from '../access/carried-token.ts'
import type { Grant } from '../access/grant.ts'
import { guarded } from '../access/guarded-race.ts'
import type { LiveRaces } from '../replica/live-race.ts'
import type { RestApp } from './context.ts'
import { findRace } from './find-race.ts'
import { cachePolicy } from './freshness.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the token of the request opens; null without one. */
    grant: Grant | null
    /** The answer is not for everybody: nobody may keep it. */
    isConfidential: boolean
  }
}

/**
 * Stands before every resource below `/api`: reads the token, and lets nobody at a race, an address with `:race`, who
 * may not see it. A token that is wrong is said to be so, also where none is needed.
 */
export function guard(app: RestApp, { access, races }: { access: Access; races: LiveRaces }): void {
  const nobodyMay = access.mayControl(null, null)
  const isControlOff = nobodyMay !== true && nobodyMay.code === 'control-off'
  app.decorateRequest('grant', null)
  app.decorateRequest('isConfidential', false)

  app.addHook('onRequest', async (request: FastifyRequest) => {
    if (request.method === 'OPTIONS') return
    if (!isReading(request) && isControlOff) granted(nobodyMay)
    const carried = carriedToken(request)
    if (!carried) return
    request.isConfidential = true
    request.grant = granted(await access.check(carried.token, carried.place))
  })

  app.addHook('preHandler', async (request: FastifyRequest) => {
    const { race: name } = request.params as { race?: string }
    if (name === undefined) return
    const { info, isPrivate } = findRace(seenBy(request, { access, races }), name)
    if (isPrivate) request.isConfidential = true
    if (!isReading(request)) granted(access.mayControl(request.grant, info.runId))
  })

  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload) => {
    if (request.isConfidential) reply.header('cache-control', cachePolicy.never)
    return payload
  })
}

const isReading = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD'

/** The races as who asks may see them; throws where a key is shown that is for another race. */
function seenBy({ grant }: FastifyRequest, { access, races }: { access: Access; races: LiveRaces }) {
  return {
    get(name: string) {
      const found = races.get(name)
      if (!found) return undefined
      const answer = access.mayWatch(grant, guarded(found))
      // Without a key it is as if there were no such race, word for word.
      if (answer !== true && answer.code === 'race-not-found') return undefined
      granted(answer)
      return found
    },
  }
}
