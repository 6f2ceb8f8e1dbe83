import type { TSchema } from 'typebox'
import { ClientMessage, CloseCode, ServerMessage } from '../protocol/index.ts'
import { documented } from './named-schemas.ts'

/** What each kind of message is for. */
const summaries: Readonly<Record<string, string>> = {
  welcome: 'The first message of a connection (C-3).',
  subscribed: 'What will be sent, with everything filled in (W-1).',
  snapshot: 'The whole state. In racecast.v1.bin a binary message (B-8).',
  delta: 'What has changed. In racecast.v1.bin a binary message (B-7).',
  board: 'The leaderboard of one moment as rows (W-5).',
  health: 'Whether positions can come (W-8).',
  ping: 'Answer it with a pong that has the same seq (C-5).',
  time: 'Asks for the server’s clock, and the answer (T-1).',
  bye: 'The server is going away: come back after so many ms (C-7).',
  error: 'Why the connection is about to be closed (X-2).',
  subscribe: 'Asks for a race (W-1).',
  authorize: 'Shows a key.',
  pong: 'Everything up to the ping has been taken (C-5).',
}

interface Kind extends TSchema {
  properties: { type: { const: string } }
}
const kindsOf = (union: typeof ServerMessage | typeof ClientMessage) => union.anyOf as unknown as Kind[]

/** The AsyncAPI 3.1 document of `/feed`, made of the schemas that the server itself goes by. */
export function asyncApi() {
  const { reference, schemas } = documented('draft-07')
  const messages: Record<string, object> = {}
  const named = (union: typeof ServerMessage | typeof ClientMessage, side: 'server' | 'client') =>
    kindsOf(union).map((schema) => {
      const type = schema.properties.type.const
      const name = type === 'time' && side === 'client' ? 'askTime' : type
      messages[name] = {
        ...{ name, title: type, summary: summaries[type], contentType: 'application/json' },
        payload: reference(schema),
      }
      return name
    })
  const [ofServer, ofClient] = [named(ServerMessage, 'server'), named(ClientMessage, 'client')]
  const inChannel = (names: string[]) => names.map((name) => ({ $ref: `#/channels/feed/messages/${name}` }))
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Racecast feed',
      version: '1',
      description:
        'A live race over a WebSocket. Offer the subprotocol racecast.v1.json, or racecast.v1.bin, in which snapshot and ' +
        'delta are binary messages that say the same. gateway/SPEC.md has the rules that the ids in brackets name.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { local: { host: 'localhost:8080', protocol: 'ws', description: 'after npm start' } },
    channels: {
      feed: {
        address: '/feed',
        description: closing(),
        servers: [{ $ref: '#/servers/local' }],
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
        bindings: { ws: { method: 'GET' } },
      },
    },
    operations: {
      tell: {
        action: 'send',
        channel: { $ref: '#/channels/feed' },
        summary: 'What the server sends.',
        messages: inChannel(ofServer),
      },
      hear: {
        action: 'receive',
        channel: { $ref: '#/channels/feed' },
        summary: 'What a client sends, always as text.',
        messages: inChannel(ofClient),
      },
    },
    components: { messages, schemas: schemas() },
  }
}

function closing(): string {
  const codes = Object.values(CloseCode).map(
    ({ code, reason, reconnect }) => `- ${code}, ${reason}: ${reconnect ? 'come back' : 'give up'}`,
  )
  return `The server closes with these codes:\n\n${codes.join('\n')}`
}
