import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { LiveRaces } from '../../replica/live-race.ts'
import type { RestApp } from '../context.ts'
import { cachePolicy, forWhoShows } from './cache-policy.ts'

type Freshness = 'list' | 'course' | 'race' | 'site'

/** What may be kept at all: everything else says for itself, or is not kept. */
const freshnessOf: Readonly<Record<string, Freshness>> = {
  '/api/races': 'list',
  '/api/courses': 'list',
  '/api/site': 'site',
  '/api/courses/:shortName': 'course',
  '/api/races/:race': 'race',
  '/api/races/:race/leaderboard': 'race',
  '/api/races/:race/leaderboard.csv': 'race',
  '/api/races/:race/positions': 'race',
  '/api/races/:race/positions.csv': 'race',
  '/api/races/:race/positions.geojson': 'race',
  '/api/races/:race/competitors/:bib': 'race',
  '/api/races/:race/results.csv': 'race',
  '/api/races/:race/log': 'race',
  '/api/races/:race/rewind': 'race',
  '/api/races/:race/traces': 'race',
}

/**
 * Says of each answer how long it may be kept, and answers 304 to who has it already. What changes while a race runs is
 * good for a second; once it has finished for ten (a finish may be taken back), once the result is official for a
 * minute. What is not for everybody is not kept: `guard` sees to that, and has to come first.
 */
export function freshness(app: RestApp, { races }: { races: Pick<LiveRaces, 'get'> }): void {
  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload) => {
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    if (!isReading || reply.statusCode !== 200 || request.isConfidential) return payload
    const kind = freshnessOf[request.routeOptions.url ?? '']
    if (kind) reply.header('cache-control', policyOf(kind, request, races))
    // The same address has a longer list for who shows a key.
    if (kind === 'list') reply.headers(forWhoShows)
    if (reply.getHeader('cache-control') === cachePolicy.never) return payload
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
    if (!reply.hasHeader('etag')) reply.header('etag', etagOf(payload))
    if (!isHeld(request.headers['if-none-match'], String(reply.getHeader('etag')))) return payload
    reply.code(304).removeHeader('content-type')
    return ''
  })
}

function policyOf(kind: Freshness, { params }: FastifyRequest, races: Pick<LiveRaces, 'get'>): string {
  if (kind === 'list') return cachePolicy.second
  if (kind === 'course' || kind === 'site') return cachePolicy.minute
  const status = races.get((params as { race: string }).race)?.info.status
  if (status === 'official') return cachePolicy.minute
  return status === 'finished' ? cachePolicy.tenSeconds : cachePolicy.second
}

/**
 * A weak one: `at`, the moment of the answer, is left out, since with the same race clock and the same rows two answers
 * say the same.
 */
function etagOf(payload: string | Buffer): string {
  const said = typeof payload === 'string' ? payload.replace(/^(\{"race":"[^"]*",)"at":\d+,/, '$1') : payload
  return `W/"${createHash('sha1').update(said).digest('base64url')}"`
}

/** Whether the client holds it: by weak comparison, RFC 9110, 13.1.2. */
export function isHeld(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '')
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => opaque(tag) === opaque(etag))
}
