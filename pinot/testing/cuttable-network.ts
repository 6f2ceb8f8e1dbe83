import net, { type AddressInfo, type Socket } from 'node:net'
import type { ISocketFactory } from 'kafkajs'
import { onTestFinished } from 'vitest'
import { connectSocket } from '../kafka/client.ts'

/** Connections to Kafka that can be cut, all at once, as if the broker had gone. */
export function cuttableNetwork() {
  const sockets = new Set<Socket>()
  let cut = false
  let cutAfterWrites = Number.POSITIVE_INFINITY
  const connect: ISocketFactory = (options) => {
    if (cut) return connectSocket({ ...options, port: 1 })
    const socket = connectSocket(options)
    sockets.add(socket)
    const write = socket.write
    socket.write = ((...args: Parameters<typeof write>) => {
      if (--cutAfterWrites === 0) network.cut()
      return write.apply(socket, args)
    }) as typeof write
    return socket
  }
  const network = {
    connect,
    cut() {
      cut = true
      for (const socket of sockets) socket.destroy(new Error('read ECONNRESET'))
      sockets.clear()
    },
    /** Loses what is there without a word, as a router that restarts; new connections work. */
    lose() {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    /** Cuts with the `writes`-th request from now on. */
    cutAfter(writes: number) {
      cutAfterWrites = writes
    },
    restore() {
      cut = false
      cutAfterWrites = Number.POSITIVE_INFINITY
    },
  }
  return network
}

/** A way to `host:port` that can be closed and opened again, on one port. */
export async function cuttableWay(to: string) {
  const [host, port] = to.split(':') as [string, string]
  const sockets = new Set<Socket>()
  const server = net.createServer((socket) => {
    const there = net.connect(Number(port), host)
    for (const end of [socket, there]) {
      sockets.add(end)
      end.on('error', () => undefined)
      end.on('close', () => sockets.delete(end))
    }
    socket.pipe(there).pipe(socket)
  })
  const listen = (on: number) => new Promise<void>((done) => server.listen(on, '127.0.0.1', done))
  await listen(0)
  const own = (server.address() as AddressInfo).port
  const cut = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      for (const socket of sockets) socket.destroy()
    })
  onTestFinished(async () => {
    if (server.listening) await cut()
  })
  return { host: `127.0.0.1:${own}`, cut, restore: () => listen(own) }
}
