import type { FastifyRequest } from 'fastify'
import { invalid } from '../problems.ts'
import type { Place } from './access.ts'
import { bearerOf } from './bearer.ts'

/**
 * The token of a request and where it stood: `Authorization: Bearer`, or `?key=`, which is taken out of the query, so
 * that nothing behind sees it. Throws `invalid-request` for two of them.
 */
export function carriedToken(request: FastifyRequest): { token: string; place: Place } | null {
  const bearer = bearerOf(request)
  const query = request.query as Record<string, unknown>
  const { key } = query
  delete query.key
  if (key === undefined) return bearer === undefined ? null : { token: bearer, place: 'header' }
  if (typeof key === 'string' && bearer === undefined) return { token: key, place: 'address' }
  const remedy = 'give it once, in the address or as "Authorization: Bearer"'
  throw invalid([{ field: 'key', message: 'there is more than one token', remedy }])
}
