import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { PortName, Ports } from './config.ts'

const host = '127.0.0.1'

async function listen(port: number): Promise<Server> {
  const server = createServer().listen({ host, port, exclusive: true })
  await once(server, 'listening')
  return server
}

async function release(server: Server): Promise<void> {
  server.close()
  await once(server, 'close')
}

const portOf = (server: Server) => (server.address() as { port: number }).port

/** Whether a loopback port can be listened on. */
export async function isFree(port: number): Promise<boolean> {
  try {
    await release(await listen(port))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
}

/** A loopback port that was free a moment ago: for who has to know it before anybody listens there. */
export async function freePort(): Promise<number> {
  const server = await listen(0)
  const port = portOf(server)
  await release(server)
  return port
}

/** The ports with every 0 replaced by a free one; all are held until the last is chosen, so no two are the same. */
export async function chooseFreePorts(ports: Ports): Promise<Ports> {
  const held: Server[] = []
  const chosen = { ...ports }
  try {
    for (const name of Object.keys(ports) as PortName[]) {
      if (ports[name] !== 0) continue
      const server = await listen(0)
      held.push(server)
      chosen[name] = portOf(server)
    }
  } finally {
    for (const server of held) server.close()
  }
  return chosen
}
