import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import type { Clock } from '../clock.ts'
import { Problem } from '../problems.ts'
import { inboundLimit } from '../protocol/index.ts'
import type { Admission } from './admission.ts'
import { farewell } from './farewell.ts'
import type { Hub } from './hub.ts'
import type { Format } from './subscription.ts'
import { wsViewerSocket } from './ws-viewer-socket.ts'

/** The subprotocols, the one that is taken first where several are offered. */
const formats = new Map<string, Format>([
  ['racecast.v1.bin', 'bin'],
  ['racecast.v1.json', 'json'],
])
const names = [...formats.keys()].join(' or ')

export interface FeedRouteOptions {
  hub: Hub
  admission: Admission
  clock: Clock
}

/** A message of a few hundred bytes needs no more frames, or reads, than this: who cuts finer is closed with 1008. */
const inPieces = { maxFragments: 64, maxBufferedChunks: 4096 }

/** `WS /feed`: puts connections into the hub. A browser that asks for it without an upgrade gets the page of that name. */
export async function feedRoute(
  app: FastifyInstance,
  { hub, admission, clock }: FeedRouteOptions,
): Promise<void> {
  const sockets = new Set<WebSocket>()

  await app.register(websocket, {
    options: { maxPayload: inboundLimit, perMessageDeflate: false, handleProtocols: chosen, ...inPieces },
    // What a broken connection says is no error of ours; ws closes it with the right code.
    errorHandler: (error, _socket, request) => request.log.debug({ err: error }, 'a viewer was lost'),
    preClose(done) {
      hub.bye()
      app.websocketServer.close()
      farewell(sockets, clock, (socket) => socket.terminate()).then(() => done())
    },
  })
  app.addHook('onClose', async () => hub.stop())

  app.route({
    method: 'GET',
    url: '/feed',
    onRequest: async (request) => {
      if (!request.ws) return
      checkSubprotocol(request.headers['sec-websocket-protocol'] ?? '')
      admission.admit(request.ip)
    },
    handler(request, reply) {
      reply.header('vary', 'accept')
      if (/text\/html/.test(request.headers.accept ?? '')) return reply.callNotFound()
      throw new Problem(
        'upgrade-required',
        `Open it as a WebSocket with the subprotocol ${names}; where WebSockets are blocked, ` +
          'GET /api/races/{race}/stream has the same as server-sent events, and /api/races/{race}/ticks/latest as files.',
        { headers: { upgrade: 'websocket', connection: 'upgrade' } },
      )
    },
    wsHandler(socket, request) {
      sockets.add(socket)
      const viewer = hub.connect(
        wsViewerSocket(socket, request.raw.socket),
        formats.get(socket.protocol) ?? 'json',
      )
      socket.on('message', (data, isBinary) => hub.receive(viewer, isBinary ? null : data.toString()))
      socket.on('close', () => {
        sockets.delete(socket)
        hub.gone(viewer)
      })
    },
  })
}

function chosen(offered: ReadonlySet<string>): string | false {
  return [...formats.keys()].find((name) => offered.has(name)) ?? false
}

function checkSubprotocol(offered: string): void {
  if (chosen(new Set(offered.split(',').map((name) => name.trim())))) return
  const found = offered === '' ? 'none was offered' : `${JSON.stringify(offered.slice(0, 80))} was offered`
  throw new Problem('unknown-subprotocol', `Offer the subprotocol ${names}; ${found}.`)
}
