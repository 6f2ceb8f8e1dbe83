import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { PortName, Ports } from './config.ts'

const host = '127.0.0.1'
/**
 * Ports that no system gives to who asks for any, for a connection or for a server (Linux does from 32,768 on, others from
 * 49,152): what was free here is still free when its server comes to listen, many seconds later.
 */
const unasked = { from: 20_000, to: 32_000 }

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

/** Null where it is taken. */
async function listenIfFree(port: number): Promise<Server | null> {
  try {
    return await listen(port)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null
    throw error
  }
}

/** Whether a loopback port can be listened on. */
export async function isFree(port: number): Promise<boolean> {
  const server = await listenIfFree(port)
  if (server) await release(server)
  return server !== null
}

/** So many free ports, each held: from a place on that others who look at the same time hardly begin at, too. */
async function hold(count: number): Promise<Server[]> {
  const held: Server[] = []
  let port = randomInt(unasked.from, unasked.to)
  while (held.length < count) {
    const server = await listenIfFree(port)
    if (server) held.push(server)
    port = port + 1 < unasked.to ? port + 1 : unasked.from
  }
  return held
}

/** A loopback port that is free and stays so: for who has to know it before anybody listens there. */
export async function freePort(): Promise<number> {
  const [server] = await hold(1)
  const port = portOf(server!)
  await release(server!)
  return port
}

/** The ports with every 0 replaced by a free one; all are held until the last is chosen, so no two are the same. */
export async function chooseFreePorts(ports: Ports): Promise<Ports> {
  const names = (Object.keys(ports) as PortName[]).filter((name) => ports[name] === 0)
  const held = await hold(names.length)
  const chosen = { ...ports }
  for (const [i, name] of names.entries()) chosen[name] = portOf(held[i]!)
  await Promise.all(held.map(release))
  return chosen
}
