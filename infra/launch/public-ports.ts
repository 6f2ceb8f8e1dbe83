import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** Gateways whose launcher was killed need a moment to end: so long is a taken port asked again, ms. */
const patience = 2000
const lookEvery = 100

/**
 * Whether the gateways can listen: asked before anything is started, since a stack takes its time. 0 always can.
 * Throws an Error that names port or host and what to do.
 */
export async function refuseTakenPorts(host: string, ports: readonly number[]): Promise<void> {
  const deadline = performance.now() + patience
  for (const port of ports.filter((port) => port !== 0)) {
    for (;;) {
      const problem = await problemOf(host, port)
      if (problem === null) break
      if (problem !== 'EADDRINUSE') throw new Error(explained(problem, host, port))
      if (performance.now() > deadline) throw new Error(explained(problem, host, port))
      await wait(lookEvery)
    }
  }
}

/** The code of the error that listening gives, or null. */
async function problemOf(host: string, port: number): Promise<string | null> {
  const server = createServer()
  try {
    server.listen({ host, port, exclusive: true })
    await once(server, 'listening')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
  server.close()
  await once(server, 'close')
  return null
}

function explained(code: string, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken by another program: stop that one, or set PORT to another (0: any free one)`
  if (code === 'EACCES')
    return `PORT ${port} is not for this user, who may take those from 1024 on: set PORT to another`
  if (code === 'ERR_SOCKET_BAD_PORT')
    return `Port ${port} does not exist: set PORT so that PORT + GATEWAYS stays below 65537`
  return `HOST ${host} cannot be listened on (${code}): set HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0`
}
