import { missingStackTools } from '../setup/tools.mjs'
import type { Addresses } from './addresses.ts'
import { type StackConfig, type StackOptions, stackConfig } from './config.ts'
import { StackError } from './errors.ts'
import { locked } from './locked.ts'
import { ensureJars, type JarSet } from './maven.ts'
import { chooseFreePorts } from './ports.ts'
import type { ServerName } from './servers/server.ts'
import { Stack } from './stack.ts'
import { diedIn, readState, type StackState } from './state-file.ts'

export interface StartOptions {
  /** Ends the start; what was started by it is stopped again. */
  signal?: AbortSignal
  /** Jars are about to be fetched: this takes a while. */
  onFetch?: (name: JarSet) => void
  onHealthy?: (server: ServerName, ms: number) => void
  /** A server is started that had died since it was started last. */
  onDied?: (server: ServerName, log: string) => void
}

export interface RunningStack {
  readonly config: StackConfig
  readonly addresses: Addresses
  /** Signals a server (SIGKILL if left out); after a signal that ends it, resolves when it is gone. */
  kill(server: ServerName, signal?: NodeJS.Signals): Promise<void>
  /** Starts a server again on its data and ports, ending it first if it runs; resolves when it is healthy. */
  restart(server: ServerName): Promise<void>
  /** Ends these servers, all if left out, those that need others first. Data and logs stay. */
  stop(servers?: readonly ServerName[]): Promise<void>
}

/**
 * Starts the servers of a stack that do not run, those that have died too, and resolves when all are healthy: those that ran
 * before as well. They outlive this process.
 * Several callers, processes too, may start the same directory: one does it, the others wait and join. Throws a
 * StackError; then nothing is left that was not there before.
 */
export async function startStack(options: StackOptions, start: StartOptions = {}): Promise<RunningStack> {
  const asked = stackConfig(options)
  const lacking = missingStackTools()
  if (lacking.length > 0) {
    const tools = lacking.map(({ name, remedy }) => `${name} (${remedy})`).join('; ')
    throw new StackError('MISSING_TOOL', { tools })
  }
  const stack = await locked(asked, async () => {
    try {
      const found = await openStack(asked)
      await found.refuseTakenPorts()
      await ensureJars(asked.cacheDirectory, start.onFetch, start.signal)
      for (const name of diedIn(asked.directory)) start.onDied?.(name, found.logFile(name))
      await found.start(start.onHealthy ?? (() => {}), start.signal)
      return found
    } catch (error) {
      if (start.signal?.aborted) throw new StackError('INTERRUPTED', {}, { cause: error })
      throw error
    }
  })
  const { config, addresses } = stack
  // As it is by then: others may have started a server again meanwhile.
  const now = () => new Stack(config)
  return {
    config,
    addresses,
    kill: (server, signal) => now().kill(server, signal),
    restart: (server) => locked(config, () => now().restart(server)),
    stop: (servers) => locked(config, () => now().stop(servers)),
  }
}

/** Ends what runs of the stack in a directory, whoever started it; resolves to whose processes were ended. */
export async function stopStack(options: StackOptions): Promise<ServerName[]> {
  const config = stackConfig(options)
  const state = readState(config.directory)
  if (!state) return []
  return locked(config, async () => {
    const stack = new Stack({ ...config, ports: state.ports })
    const running = stack.running()
    await stack.stop()
    return running
  })
}

/** The stack of a directory, its ports chosen: those of its running servers, or as configured. */
async function openStack(config: StackConfig): Promise<Stack> {
  const state = readState(config.directory)
  const before = state && new Stack({ ...config, ports: state.ports })
  if (before && before.running().length > 0) return before
  return new Stack({ ...config, ports: await chooseFreePorts(remembered(config, state)) })
}

/** Pinot and Kafka know each other by port: data that was written behind one is best served behind it again. */
function remembered({ ports }: StackConfig, state: StackState | null): StackConfig['ports'] {
  if (!state) return ports
  const chosen = Object.entries(ports).map(([name, port]) => [
    name,
    port || state.ports[name as keyof typeof ports],
  ])
  return Object.fromEntries(chosen)
}
