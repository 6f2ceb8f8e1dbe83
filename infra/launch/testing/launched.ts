import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Mode } from '../settings.ts'

/** Asks again every 50 ms until `ask` answers with something other than undefined, false or null. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  withinMs = 30_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== null && answer !== false) return answer
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await pause(50)
  }
}

/** As the list of processes names them: `gateway` where there is one, `gateway-1` and so on where there are several. */
export type ServiceName = 'generator' | 'gateway' | `gateway-${number}`

/** How long a start may take where others use the machine too, ms; a stack of its own takes its time. */
const patience: Record<Mode, number> = { embedded: 60_000, stack: 300_000 }

/**
 * The launcher as a process of its own, as `npm start` and `npm run start:stack` run it. GATEWAYS in `environment`
 * says how many gateways; in stack mode EVENTS_URL, STORE_URL, PINOT_CONTROLLER_URL and BUS_URL, or STACK_DIR, say
 * on which servers.
 */
export class Launched {
  readonly #child: ChildProcess
  readonly #mode: Mode
  readonly #names: readonly ServiceName[]
  output = ''

  constructor(environment: NodeJS.ProcessEnv, mode: Mode = 'embedded') {
    this.#mode = mode
    const gateways = Number(environment.GATEWAYS ?? 1)
    this.#names = [
      'generator',
      ...(gateways === 1
        ? (['gateway'] as const)
        : Array.from({ length: gateways }, (_, i): ServiceName => `gateway-${i + 1}`)),
    ]
    this.#child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts'), mode], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        this.output += chunk
      })
    }
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** The names of its services. */
  get services(): readonly ServiceName[] {
    return this.#names
  }

  async running(): Promise<void> {
    await until(
      'Racecast is running',
      () => {
        if (this.#hasEnded()) throw new Error(`the launcher ended: ${this.output}`)
        return /Ctrl-C stops it/.test(this.output)
      },
      patience[this.#mode],
    )
  }

  /** The addresses of its gateways, in the order of their ports, as it has printed them. */
  get gateways(): string[] {
    const printed = this.output.matchAll(/^ {4}(?:All races|Gateway \d+) +(https?:\/\/[^/\s]+)/gm)
    return [...printed].map(([, url]) => url!)
  }

  /** The pid of a service, or undefined while there is none. */
  service(name: ServiceName): number | undefined {
    const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']).toString().split('\n')
    const line = lines.find(
      (l) => l.trim().split(/\s+/)[1] === String(this.pid) && l.trimEnd().endsWith(`/server.ts ${name}`),
    )
    return line === undefined ? undefined : Number(line.trim().split(/\s+/)[0])
  }

  /** Signals a service: SIGSTOP and SIGCONT to pause it and let it go on. */
  signalService(name: ServiceName, signal: NodeJS.Signals): void {
    const pid = this.service(name)
    if (pid === undefined) throw new Error(`${name} does not run`)
    process.kill(pid, signal)
  }

  /** kill -9 of one of its services; resolves when another one has taken its place. */
  async killService(name: ServiceName): Promise<void> {
    const before = this.service(name)!
    process.kill(before, 'SIGKILL')
    await until(`another ${name}`, () => {
      const now = this.service(name)
      return now !== undefined && now !== before
    })
  }

  /** kill -9 of the launcher alone; resolves when nothing of it is left. Servers of a stack run on. */
  async killAll(): Promise<void> {
    const services = this.#names.map((name) => this.service(name))
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
    await until('its services are gone', () => services.every((pid) => pid === undefined || !isAlive(pid)))
  }

  /** Ends it in order. */
  async stop(): Promise<number | null> {
    if (this.#hasEnded()) return this.#child.exitCode
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    const [code] = await ended
    return code as number | null
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
