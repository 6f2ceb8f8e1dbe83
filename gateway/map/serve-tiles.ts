import { type FileHandle, open } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'
import { byteRange } from '../rest/http/byte-range.ts'
import { cachePolicy } from '../rest/http/cache-policy.ts'
import type { BaseMap } from './base-map.ts'
import { tagOf } from './tiles-tag.ts'

/** The one file of map tiles that MAP_STYLE names, in parts: a page reads the few kilobytes of it that it shows. */
export function serveTiles(app: FastifyInstance, base: BaseMap | null): void {
  if (base?.kind !== 'pmtiles') return
  const { path } = base

  // HEAD has a route of its own: the one that Fastify makes of GET reads the whole file to throw it away.
  app.route({ method: ['GET', 'HEAD'], url: base.address, handler: send })

  async function send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const file = await open(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      throw new Problem('not-found', 'The file of the map has been taken away; the paper map needs none.')
    })
    let isSent = false
    try {
      const part = await partOf(file, request, reply)
      if (part === null) return reply.send()
      // The stream closes the file, whatever becomes of it.
      isSent = true
      return reply.send(file.createReadStream(part))
    } finally {
      if (!isSent) await file.close()
    }
  }
}

/**
 * Says in `reply` what is sent of the file as it is now: one that was put in its place while this gateway runs has another
 * tag, and a page that has read parts of the one before notices by that. Null where nothing of it is sent.
 */
async function partOf(
  file: FileHandle,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ start: number; end: number } | null> {
  const stats = await file.stat()
  const tag = tagOf(stats)
  const { v } = request.query as { v?: unknown }
  const { range: asked = '', 'if-range': ifRange } = request.headers
  reply.headers({
    'accept-ranges': 'bytes',
    // Under the address of another file it is that for as long as nobody looks again.
    'cache-control': v === tag ? cachePolicy.forEver : cachePolicy.never,
    etag: `"${tag}"`,
    'access-control-allow-origin': '*',
  })
  const isSame = ifRange === undefined || ifRange === `"${tag}"`
  const range = isSame ? byteRange(asked, stats.size) : null
  if (range === 'none') {
    reply.code(416).headers({ 'cache-control': cachePolicy.never, 'content-range': `bytes */${stats.size}` })
    return null
  }
  const [start, end] = range ?? [0, stats.size - 1]
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${stats.size}`)
  reply.type('application/octet-stream').header('content-length', end - start + 1)
  return request.method === 'HEAD' || end < start ? null : { start, end }
}
