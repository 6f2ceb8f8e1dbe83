import type { ServerResponse } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { farewell } from '../feed/farewell.ts'
import type { SequencePlace } from '../protocol/index.ts'
import { seenRace } from '../rest/access/seen-race.ts'
import type { RestApp, RestContext } from '../rest/context.ts'
import { RaceParam } from '../rest/race/find-race.ts'
import { askedFor, StreamQuery } from './query.ts'
import { sseViewerSocket } from './sse-viewer-socket.ts'

const Headers = Type.Object({ 'last-event-id': Type.Optional(Type.String()) })

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  /** nginx, and what has taken it over, would collect events for a while otherwise. */
  'x-accel-buffering': 'no',
  connection: 'close',
}

/**
 * `GET /api/races/:race/stream`: the feed as server-sent events, for networks that block WebSockets and programs that have
 * none. The same hub; a viewer that cannot answer, so that it is judged by what it takes.
 */
export async function streamRoutes(
  app: RestApp,
  { races, hub, clock, admission, access }: RestContext,
): Promise<void> {
  const open = new Set<ServerResponse>()
  app.addHook('preClose', async () => {
    hub.bye()
    await farewell(open, clock, (response) => response.destroy())
  })
  /** Returns after a crash are spread over some seconds: each connection is told another time. */
  let turn = 0
  const retryMs = () => 2000 + (turn++ % 40) * 100

  app.get(
    '/api/races/:race/stream',
    {
      schema: { params: RaceParam, querystring: StreamQuery, headers: Headers },
      preHandler: async ({ method, ip, grant }) => {
        if (method === 'GET') admission.admit(ip, { isDisplay: access.isDisplay(grant) })
      },
    },
    (request, reply) => {
      // Asked again here, with nothing awaited until it watches: who watches by then is told when that changes.
      const race = seenRace(request, { access, races })!
      const asked = askedFor(request.query)
      reply.headers(headers)
      if (request.method === 'HEAD') return reply.send()
      reply.hijack()
      const { raw } = reply
      // It may have gone while the key was looked up; nobody would say so a second time.
      if (!raw.socket || raw.socket.destroyed) return
      // The body ends with the connection: no chunks, and so no other bytes than those that all have in common.
      raw.removeHeader('transfer-encoding')
      raw.writeHead(200, reply.getHeaders() as Record<string, string>)
      raw.flushHeaders()
      const socket = sseViewerSocket(raw, clock)
      socket.write(Buffer.from(`retry: ${retryMs()}\n\n`))
      const viewer = hub.connect(socket, 'sse', request.grant)
      open.add(raw)
      raw.once('close', () => {
        open.delete(raw)
        hub.gone(viewer)
      })
      const resume = heldBy(request)
      hub.subscribe(viewer, race, { ...asked, ...(resume && { resume }) })
    },
  )
}

/** What the last event that came was of. Null for none, and for what is none of our ids: all is sent anew. */
function heldBy({ headers }: FastifyRequest): SequencePlace | null {
  const id = headers['last-event-id']
  const [, epoch, seq] = /^(\d{1,15})\/(\d{1,15})$/.exec(typeof id === 'string' ? id : '') ?? []
  return epoch === undefined ? null : { epoch: Number(epoch), seq: Number(seq) }
}
