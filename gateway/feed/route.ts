import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { Access, Place } from '../access/access.ts'
import { carriedToken } from '../access/carried-token.ts'
import { AccessFailure } from '../access/failure.ts'
import type { Grant } from '../access/grant.ts'
import { isFromThisOrigin, sessionIn } from '../access/session-cookie.ts'
import type { WrongTokens } from '../access/wrong-tokens.ts'
import type { Clock } from '../clock.ts'
import { Problem } from '../problems.ts'
import { inboundLimit } from '../protocol/index.ts'
import type { Admission } from './admission.ts'
import { farewell } from './farewell.ts'
import type { Hub } from './hub.ts'
import { networkOf } from './network.ts'
import type { Format } from './subscription.ts'
import { WsViewerSocket } from './ws-viewer-socket.ts'

/** The subprotocols, the one that is taken first where several are offered. */
const formats = new Map<string, Format>([
  ['racecast.v1.bin', 'bin'],
  ['racecast.v1.json', 'json'],
])
const names = [...formats.keys()].join(' or ')

export interface FeedRouteOptions {
  hub: Hub
  admission: Admission
  access: Access
  wrongTokens: WrongTokens
  clock: Clock
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request that opens a feed has shown: a grant, why its token opens nothing, or nothing. */
    shown: Grant | AccessFailure | null
  }
}

/** What is a little too big is read all the same, so that it can be said why it is not taken; more ends without a word. */
const readAtMost = 4 * inboundLimit

/** A message of a few hundred bytes needs no more frames, or reads, than this: who cuts finer is closed with 1008. */
const inPieces = { maxFragments: 64, maxBufferedChunks: 4096 }

/** `WS /feed`: puts connections into the hub. A browser that asks for it without an upgrade gets the page of that name. */
export async function feedRoute(
  app: FastifyInstance,
  { hub, admission, access, wrongTokens, clock }: FeedRouteOptions,
): Promise<void> {
  const sockets = new Set<WebSocket>()
  /** Looks at tokens of who sends the request, not at any number of guesses. */
  const looking =
    ({ ip }: FastifyRequest) =>
    (token: string, place: Place) =>
      wrongTokens.limiting(networkOf(ip), token, () => access.check(token, place))

  await app.register(websocket, {
    options: { maxPayload: readAtMost, perMessageDeflate: false, handleProtocols: chosen, ...inPieces },
    // What a broken connection says is no error of ours; ws closes it with the right code.
    errorHandler: (error, _socket, request) => request.log.debug({ err: error }, 'a viewer was lost'),
    preClose(done) {
      hub.bye()
      app.websocketServer.close()
      farewell(sockets, clock, (socket) => socket.terminate()).then(() => done())
    },
  })
  app.addHook('onClose', async () => hub.stop())

  app.decorateRequest('shown', null)

  /** What an operator's session opens, which the browser shows by itself: for a page of this origin alone. One that has ended opens what everybody sees. */
  async function sessionOf(request: FastifyRequest): Promise<Grant | null> {
    const text = sessionIn(request)
    if (text === undefined || !isFromThisOrigin(request)) return null
    const opened = await access.checkSession(text)
    return opened instanceof AccessFailure ? null : opened
  }

  app.route({
    method: 'GET',
    url: '/feed',
    onRequest: async (request) => {
      if (!request.ws) return
      checkSubprotocol(request.headers['sec-websocket-protocol'] ?? '')
      const carried = carriedToken(request)
      const shown = carried ? await looking(request)(carried.token, carried.place) : await sessionOf(request)
      admission.admit(request.ip, { isDisplay: isGrant(shown) && access.isDisplay(shown) })
      request.shown = shown
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
      const { shown } = request
      sockets.add(socket)
      const viewer = hub.connect(
        new WsViewerSocket(socket, request.raw.socket),
        formats.get(socket.protocol) ?? 'json',
        isGrant(shown) ? shown : null,
        (key) => looking(request)(key, 'message').catch(comeBack),
      )
      // Not in the handshake: a page never learns why that failed, and would come back for ever.
      if (shown && !isGrant(shown)) hub.refuse(viewer, shown)
      socket.on('message', (data, isBinary) => hub.receive(viewer, isBinary ? null : data.toString()))
      socket.on('close', () => {
        sockets.delete(socket)
        hub.gone(viewer)
      })
    },
  })
}

/** Too many wrong keys came from the address: none is looked at now, and this one may be right. */
function comeBack(error: unknown): AccessFailure {
  if (error instanceof Problem) return new AccessFailure('keys-unavailable', error.message)
  throw error
}

const isGrant = (shown: Grant | AccessFailure | null): shown is Grant =>
  shown !== null && !(shown instanceof AccessFailure)

function chosen(offered: ReadonlySet<string>): string | false {
  return [...formats.keys()].find((name) => offered.has(name)) ?? false
}

function checkSubprotocol(offered: string): void {
  if (chosen(new Set(offered.split(',').map((name) => name.trim())))) return
  const found = offered === '' ? 'none was offered' : `${JSON.stringify(offered.slice(0, 80))} was offered`
  throw new Problem('unknown-subprotocol', `Offer the subprotocol ${names}; ${found}.`)
}
