import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Lets only requests through that show the control token as a bearer; takes the same time for every wrong one. */
export function requireToken(token: string) {
  const expected = digest(token)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const [, given = ''] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? []
    if (timingSafeEqual(digest(given), expected)) return
    reply.header('www-authenticate', 'Bearer realm="racecast control"')
    throw new Problem('unauthorized', 'send the header Authorization: Bearer CONTROL_TOKEN')
  }
}
