import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { bytesOf } from '../content.ts'
import { perform, play } from './stage.ts'

// A bare TCP write of the same bytes: nothing is as cheap that writes to each.

const options = play()
const bytes = bytesOf(options.content, options.competitors, options.ticks)
const sockets = new Set<Socket>()
const server = createServer((socket) => {
  sockets.add(socket)
  socket.on('error', () => {})
  socket.on('close', () => sockets.delete(socket))
  socket.resume()
  socket.write('HTTP/1.1 101 Hello\r\n\r\n')
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
perform((server.address() as AddressInfo).port, options, (tick) => {
  for (const socket of sockets) socket.write(bytes[tick]!)
})
