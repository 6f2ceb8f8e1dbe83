import { existsSync, rmSync } from 'node:fs'
import { freePorts, stackConfig } from '../config.ts'
import { chooseFreePorts } from '../ports.ts'
import { identify } from '../process/identity.ts'
import { Stack } from '../stack.ts'
import { guardDirectory, temporaryDirectory } from './temporary-stack.ts'

/** A Redis of one's own, configured as the stack's is. */
export interface TemporaryRedis {
  /** redis://HOST:PORT, as BUS_URL takes it; the same after a restart. */
  readonly url: string
  readonly port: number
  /** Signals it (SIGKILL if left out); after a signal that ends it, resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again on its port and data, ending it first if it runs; resolves when it answers. */
  restart(): Promise<void>
  /** Ends it and removes its data; a second time there is nothing to do. */
  stop(): Promise<void>
}

/** A Redis on a free port with its data in a temporary directory. It ends with this process, however that ends. */
export async function temporaryRedis(): Promise<TemporaryRedis> {
  const directory = temporaryDirectory()
  guardDirectory(directory, identify(process.pid)!)
  const ports = await chooseFreePorts(freePorts)
  const stack = new Stack(stackConfig({ directory, ports }))
  const stop = async () => {
    if (!existsSync(directory)) return
    await stack.stop(['redis'])
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    await stack.restart('redis')
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: stack.addresses.redis,
    port: ports.redis,
    kill: (signal) => stack.kill('redis', signal),
    restart: () => stack.restart('redis'),
    stop,
  }
}
