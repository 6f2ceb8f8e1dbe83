import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Addresses, addressesOf } from './addresses.ts'
import { portVariable, type StackConfig } from './config.ts'
import { StackError } from './errors.ts'
import { type Jars, jarFolders } from './maven.ts'
import { inOrder } from './order.ts'
import { isFree } from './ports.ts'
import { endProcess, isGoneWithin, killPatienceMs } from './process/end.ts'
import { isAlive, type ProcessIdentity, signalProcess } from './process/identity.ts'
import { lastLines, spawnDetached } from './process/spawn.ts'
import { servers } from './servers/index.ts'
import { type ServerDefinition, type ServerName, type ServerSetup, serverNames } from './servers/server.ts'
import { readState, type StackState, writeState } from './state-file.ts'

/** How long one question about health may take, and the time between two, ms. */
const healthTimeout = 3000
const healthInterval = 100
/** The signals after which a process is waited for. */
const deadly: NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT']

type OnHealthy = (server: ServerName, ms: number) => void

const definitionOf = new Map(servers.map((server) => [server.name, server]))

/** The servers of one directory. Its configuration's ports are all chosen. Whoever changes something holds the lock. */
export class Stack {
  readonly config: StackConfig
  readonly addresses: Addresses
  readonly #jars: Jars
  #state: StackState

  constructor(config: StackConfig) {
    this.config = config
    this.#jars = jarFolders(config.cacheDirectory)
    this.addresses = addressesOf(config.ports)
    this.#state = { version: 1, servers: readState(config.directory)?.servers ?? {}, ports: config.ports }
  }

  /** Throws PORT_IN_USE when another process listens where a server would. */
  async refuseTakenPorts(): Promise<void> {
    for (const server of this.notRunning()) {
      for (const name of definitionOf.get(server)!.ports) {
        const port = this.config.ports[name]
        if (await isFree(port)) continue
        throw new StackError('PORT_IN_USE', { port, host: '127.0.0.1', server, variable: portVariable(name) })
      }
    }
  }

  /**
   * Starts what does not run, and waits until what runs already is healthy too; what was started is ended again if that
   * fails or `signal` aborts.
   */
  async start(onHealthy: OnHealthy, signal?: AbortSignal): Promise<void> {
    const running = this.running()
    const missing = this.notRunning()
    try {
      await this.startAgain(missing, onHealthy, signal)
      for (const name of running)
        await this.#untilHealthy(definitionOf.get(name)!, this.processOf(name), signal)
    } catch (error) {
      await this.stop(missing)
      throw error
    }
  }

  /** Starts these servers, which do not run; resolves when they are healthy. What fails stays as it is. */
  startAgain(names: readonly ServerName[], onHealthy: OnHealthy, signal?: AbortSignal): Promise<void> {
    const launch = async (name: ServerName, abort: AbortSignal) => {
      const begin = performance.now()
      await this.#launch(definitionOf.get(name)!, abort)
      onHealthy(name, performance.now() - begin)
    }
    return inOrder(names, (name) => definitionOf.get(name)!.needs, launch, signal)
  }

  /** Ends the servers, those that need others first. */
  async stop(names: readonly ServerName[] = serverNames): Promise<void> {
    const neededBy = (name: ServerName) =>
      servers.filter(({ needs }) => needs.includes(name)).map((server) => server.name)
    await inOrder(names, neededBy, (name) => this.#end(name))
  }

  /** The process of a server, or null when it does not run. */
  processOf(server: ServerName): ProcessIdentity | null {
    const identity = this.#state.servers[server]
    return identity && isAlive(identity) ? identity : null
  }

  running(): ServerName[] {
    return serverNames.filter((name) => this.processOf(name))
  }

  notRunning(): ServerName[] {
    return serverNames.filter((name) => !this.processOf(name))
  }

  /** Whether it answers that it is well. */
  async isHealthy(server: ServerName): Promise<boolean> {
    const asked = definitionOf.get(server)!.health(this.#setup(server), healthTimeout)
    return asked.then(
      () => true,
      () => false,
    )
  }

  /** Signals a server's process; after a signal that ends it, resolves when it is gone. Throws NOT_RUNNING. */
  async kill(server: ServerName, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const identity = this.processOf(server)
    if (!identity || !signalProcess(identity, signal)) throw new StackError('NOT_RUNNING', { server })
    if (!deadly.includes(signal)) return
    const patience = this.config.stopTimeoutS
    if (await isGoneWithin(identity, patience * 1000)) return
    throw new StackError('NOT_ENDED', { server, pid: identity.pid, seconds: patience })
  }

  /** Ends a server if it runs and starts it again, on the same data and ports; resolves when it is healthy. */
  async restart(server: ServerName): Promise<void> {
    await this.#end(server)
    await this.#launch(definitionOf.get(server)!)
  }

  logFile(server: ServerName): string {
    return join(this.config.directory, 'logs', `${server}.log`)
  }

  #setup(server: ServerName): ServerSetup {
    return { config: this.config, directory: join(this.config.directory, server), jars: this.#jars }
  }

  async #launch(definition: ServerDefinition, signal?: AbortSignal): Promise<void> {
    const { name } = definition
    const setup = this.#setup(name)
    mkdirSync(setup.directory, { recursive: true })
    mkdirSync(join(this.config.directory, 'logs'), { recursive: true })
    for (const [file, text] of Object.entries(definition.files(setup))) {
      writeFileSync(join(setup.directory, file), text)
    }
    await this.#prepare(definition, setup)
    const identity = await spawnDetached(
      definition.command(setup),
      setup.directory,
      this.logFile(name),
      (spawned) => this.#remember(name, spawned),
    )
    await this.#untilHealthy(definition, identity, signal)
  }

  async #prepare({ name, prepare }: ServerDefinition, setup: ServerSetup): Promise<void> {
    const command = prepare?.(setup)
    if (!command) return
    try {
      await promisify(execFile)(command.file, command.args, { env: { ...process.env, TZ: 'UTC' } })
    } catch (error) {
      const { message, stdout = '' } = error as Error & { stdout?: string }
      throw new StackError('PREPARE_FAILED', { server: name, why: `${message} ${stdout}`.trim() })
    }
  }

  async #untilHealthy(
    { name, health }: ServerDefinition,
    identity: ProcessIdentity | null,
    signal?: AbortSignal,
  ): Promise<void> {
    const seconds = this.config.startTimeoutS
    const deadline = performance.now() + seconds * 1000
    const failure = (code: 'ENDED' | 'NOT_STARTED') => {
      const log = this.logFile(name)
      return new StackError(code, { server: name, seconds, log, lines: lastLines(log, 15) })
    }
    for (;;) {
      signal?.throwIfAborted()
      if (!identity || !isAlive(identity)) throw failure('ENDED')
      try {
        return await health(this.#setup(name), healthTimeout)
      } catch {
        if (performance.now() >= deadline) throw failure('NOT_STARTED')
        await wait(healthInterval)
      }
    }
  }

  async #end(server: ServerName): Promise<void> {
    const identity = this.processOf(server)
    if (identity && !(await endProcess(identity, this.config.stopTimeoutS * 1000))) {
      throw new StackError('NOT_ENDED', { server, pid: identity.pid, seconds: killPatienceMs / 1000 })
    }
    this.#remember(server, undefined)
  }

  #remember(server: ServerName, identity: ProcessIdentity | undefined): void {
    const { [server]: _, ...others } = this.#state.servers
    this.#state = { ...this.#state, servers: identity ? { ...others, [server]: identity } : others }
    writeState(this.config.directory, this.#state)
  }
}
