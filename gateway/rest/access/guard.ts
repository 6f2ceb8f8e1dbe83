import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../../access/access.ts'
import { granted } from '../../access/access-problem.ts'
import { carriedToken } from '../../access/carried-token.ts'
import { AccessFailure } from '../../access/failure.ts'
import type { Grant } from '../../access/grant.ts'
import { guarded } from '../../access/guarded-race.ts'
import { isFromElsewhere, isFromThisOrigin, sessionIn } from '../../access/session-cookie.ts'
import type { WrongTokens } from '../../access/wrong-tokens.ts'
import { networkOf } from '../../feed/network.ts'
import { Problem } from '../../problems.ts'
import type { LiveRace, LiveRaces } from '../../replica/live-race.ts'
import type { RestApp } from '../context.ts'
import { cachePolicy } from '../http/cache-policy.ts'
import { findRace } from '../race/find-race.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the token of the request, or the operator's session, opens; null without one. */
    grant: Grant | null
    /** The answer is not for everybody: nobody may keep it. */
    isConfidential: boolean
  }
}

/**
 * Stands before every resource below `/api`: reads the token, and lets nobody at a race, an address with `:race`, who
 * may not see it. A token that is wrong is said to be so, also where none is needed. A session, which the browser shows by
 * itself, counts only where the request comes from a page of this origin.
 */
export function guard(app: RestApp, { access, races, wrongTokens }: Guards): void {
  const nobodyMay = access.mayControl(null, null)
  const isControlOff = nobodyMay !== true && nobodyMay.code === 'control-off'
  app.decorateRequest('grant', null)
  app.decorateRequest('isConfidential', false)

  app.addHook('onRequest', async (request: FastifyRequest) => {
    if (request.method === 'OPTIONS') return
    if (!isReading(request) && isControlOff) granted(nobodyMay)
    const carried = carriedToken(request)
    if (!carried) {
      await readSession(request)
      return
    }
    const { token, place } = carried
    request.isConfidential = true
    const check = () => access.check(token, place)
    request.grant = granted(await wrongTokens.limiting(networkOf(request.ip), token, check))
  })

  async function readSession(request: FastifyRequest): Promise<void> {
    const text = sessionIn(request)
    // Signing in and out are about the session itself.
    if (text === undefined || request.routeOptions.url === '/api/session') return
    request.isConfidential = true
    if (isReading(request)) {
      // A page of everybody's is shown as without it once it has ended.
      const opened = isFromElsewhere(request) ? null : await access.checkSession(text)
      request.grant = opened instanceof AccessFailure ? null : opened
      return
    }
    if (!isFromThisOrigin(request))
      throw new Problem(
        'cross-origin',
        'A session counts for pages of this gateway alone; a program sends "Authorization: Bearer TOKEN".',
      )
    request.grant = granted(await access.checkSession(text))
  }

  app.addHook('preHandler', async (request: FastifyRequest) => {
    const race = seen(request)
    if (race && !isReading(request)) granted(access.mayControl(request.grant, race.info.runId))
  })

  /** The race of the address, which who asks may see; null where there is none in it. */
  function seen(request: FastifyRequest): LiveRace | null {
    const { race: name } = (request.params ?? {}) as { race?: string }
    if (name === undefined) return null
    const race = findRace(seenBy(request, { access, races }), name)
    if (race.isPrivate) request.isConfidential = true
    return race
  }

  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload) => {
    // The race may have become private while the answer was worked out, or waited for.
    if (isReading(request) && reply.statusCode < 400) seen(request)
    if (request.isConfidential) reply.header('cache-control', cachePolicy.never)
    return payload
  })
}

interface Guards {
  access: Access
  races: LiveRaces
  wrongTokens: WrongTokens
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
