import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { messagesOf } from '../content.ts'
import { perform, play } from './stage.ts'

// ws as one would use it with some care: a tick is made a string once, which goes to everybody.

const options = play()
const messages = messagesOf(options.content, options.competitors, options.ticks)
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
await once(server, 'listening')
perform((server.address() as AddressInfo).port, options, (tick) => {
  const message = messages[tick]!()
  for (const client of server.clients) client.send(message)
})
