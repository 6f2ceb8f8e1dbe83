import { createReadStream } from 'node:fs'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { byteRange } from '../rest/http/byte-range.ts'
import { cachePolicy } from '../rest/http/freshness.ts'
import type { BaseMap } from './base-map.ts'

/** The one file of map tiles that MAP_STYLE names, in parts: a page reads the few kilobytes of it that it shows. */
export function serveTiles(app: FastifyInstance, base: BaseMap | null): void {
  if (base?.kind !== 'pmtiles') return
  const { path, bytes, tag } = base

  // HEAD has a route of its own: the one that Fastify makes of GET reads the whole file to throw it away.
  app.route({ method: ['GET', 'HEAD'], url: base.address, handler: send })

  async function send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    reply.headers({
      'accept-ranges': 'bytes',
      'cache-control': cachePolicy.forEver,
      etag: `"${tag}"`,
      'access-control-allow-origin': '*',
    })
    const range = byteRange(request.headers.range ?? '', bytes)
    if (range === 'none')
      return reply
        .code(416)
        .headers({ 'cache-control': cachePolicy.never, 'content-range': `bytes */${bytes}` })
        .send()
    const [from, to] = range ?? [0, bytes - 1]
    if (range) reply.code(206).header('content-range', `bytes ${from}-${to}/${bytes}`)
    reply.type('application/octet-stream').header('content-length', to - from + 1)
    if (request.method === 'HEAD') return reply.send()
    return reply.send(createReadStream(path, { start: from, end: to }))
  }
}
