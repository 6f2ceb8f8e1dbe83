import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { messagesOf } from '../content.ts'
import { perform, play } from './stage.ts'

// Socket.IO without compression and polling. It encodes an object that is emitted to all once.

const options = play()
const messages = messagesOf(options.content, options.competitors, options.ticks)
const http = createServer()
const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false })
http.listen(0, '127.0.0.1')
await once(http, 'listening')
const parsed = messages.map((encode) => JSON.parse(encode() as string))
perform((http.address() as AddressInfo).port, options, (tick) => void server.emit('tick', parsed[tick]))
