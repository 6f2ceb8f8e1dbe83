import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../../access/access.ts'
import { granted } from '../../access/access-problem.ts'
import { carriedToken } from '../../access/carried-token.ts'
import { AccessFailure } from '../../access/failure.ts'
import type { Grant } from '../../access/grant.ts'
import { isFromElsewhere, isFromThisOrigin, sessionIn } from '../../access/session-cookie.ts'
import type { WrongTokens } from '../../access/wrong-tokens.ts'
import { networkOf } from '../../feed/network.ts'
import { Problem } from '../../problems.ts'
import type { LiveRace, LiveRaces } from '../../replica/live-race.ts'
import type { RestApp } from '../context.ts'
import { problemBody, problemOf } from '../http/answer-problems.ts'
import { cachePolicy } from '../http/cache-policy.ts'
import { seenRace } from './seen-race.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the token of the request, or the operator's session, opens; null without one. */
    grant: Grant | null
    /** The answer is not for everybody: nobody may keep it. */
    isConfidential: boolean
    /** What the answer's headers were when the race was shown to who reads it; null where none was. */
    headersBefore: ReturnType<FastifyReply['getHeaders']> | null
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
  app.decorateRequest('headersBefore', null)

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

  app.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
    const race = see(request)
    if (!race) return
    if (isReading(request)) request.headersBefore = reply.getHeaders()
    else granted(access.mayControl(request.grant, race.info.runId))
  })

  function see(request: FastifyRequest): LiveRace | null {
    const race = seenRace(request, { access, races })
    if (race?.isPrivate) request.isConfidential = true
    return race
  }

  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload) => {
    const refused = request.headersBefore && refusal(request)
    // Nothing of the answer goes out, which may be a problem that tells of the race.
    if (refused) {
      for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
      reply.headers(request.headersBefore!)
    }
    const said = refused ? problemBody(reply, refused) : payload
    if (request.isConfidential) reply.header('cache-control', cachePolicy.never)
    return said
  })

  /** Why the race may not be seen any more: it may have become private, or gone, while the answer was worked out or waited for. */
  function refusal(request: FastifyRequest): Problem | null {
    try {
      see(request)
      return null
    } catch (error) {
      return problemOf(error)
    }
  }
}

interface Guards {
  access: Access
  races: LiveRaces
  wrongTokens: WrongTokens
}

const isReading = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD'
