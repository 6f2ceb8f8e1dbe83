import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import type { Clock } from '../clock.ts'
import { Problem } from '../problems.ts'
import { inboundLimit } from '../protocol/index.ts'
import type { Hub } from './hub.ts'
import type { Format } from './subscription.ts'
import { wsViewerSocket } from './ws-viewer-socket.ts'

/** The subprotocols, the one that is taken first where several are offered. */
const formats = new Map<string, Format>([
  ['racecast.v1.bin', 'bin'],
  ['racecast.v1.json', 'json'],
])
/** How long viewers have to answer the goodbye before they are cut off, ms. */
const goodbyeMs = 1500

/** `WS /feed`: puts connections into the hub. GET without an upgrade is the page of that name. */
export async function feedRoute(
  app: FastifyInstance,
  { hub, clock }: { hub: Hub; clock: Clock },
): Promise<void> {
  const sockets = new Set<WebSocket>()

  await app.register(websocket, {
    options: { maxPayload: inboundLimit, perMessageDeflate: false, handleProtocols: chosen },
    // What a broken connection says is no error of ours; ws closes it with the right code.
    errorHandler: (error, _socket, request) => request.log.debug({ err: error }, 'a viewer was lost'),
    preClose(done) {
      hub.bye()
      app.websocketServer.close()
      const cutOff = () => {
        for (const socket of sockets) socket.terminate()
      }
      if (sockets.size === 0) return done()
      const cancel = clock.schedule(goodbyeMs, () => {
        cutOff()
        done()
      })
      for (const socket of sockets)
        socket.once('close', () => {
          if (sockets.size > 0) return
          cancel()
          done()
        })
    },
  })
  app.addHook('onClose', async () => hub.stop())

  app.route({
    method: 'GET',
    url: '/feed',
    onRequest: async (request) => {
      if (!request.ws) return
      const offered = request.headers['sec-websocket-protocol'] ?? ''
      if (chosen(new Set(offered.split(',').map((name) => name.trim())))) return
      const found =
        offered === '' ? 'none was offered' : `${JSON.stringify(offered.slice(0, 80))} was offered`
      throw new Problem(
        'unknown-subprotocol',
        `Offer the subprotocol ${[...formats.keys()].join(' or ')}; ${found}.`,
      )
    },
    handler: (_request, reply) => reply.callNotFound(),
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
