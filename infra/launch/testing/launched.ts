import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

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

/** A port that was free a moment ago: the same address is wanted again after a restart. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return (address as { port: number }).port
}

/** The launcher as a process of its own, as `npm start` runs it. */
export class Launched {
  readonly #child: ChildProcess
  output = ''

  constructor(environment: NodeJS.ProcessEnv) {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
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

  async running(): Promise<void> {
    await until('Racecast is running', () => {
      if (this.#child.exitCode !== null) throw new Error(`the launcher ended: ${this.output}`)
      return this.output.includes('Racecast is running')
    })
  }

  /** The pid of its generator or gateway, or undefined while there is none. */
  service(name: 'generator' | 'gateway'): number | undefined {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args=']).toString().split('\n')
    const line = lines.find(
      (l) => l.trim().split(/\s+/)[1] === String(this.pid) && l.includes(`${name}/server.ts`),
    )
    return line === undefined ? undefined : Number(line.trim().split(/\s+/)[0])
  }

  /** kill -9 of one of its services; resolves when another one has taken its place. */
  async killService(name: 'generator' | 'gateway'): Promise<void> {
    const before = this.service(name)!
    process.kill(before, 'SIGKILL')
    await until(`another ${name}`, () => {
      const now = this.service(name)
      return now !== undefined && now !== before
    })
  }

  /** kill -9 of the launcher alone; resolves when nothing of it is left. */
  async killAll(): Promise<void> {
    const services = [this.service('generator'), this.service('gateway')]
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
    await until('its services are gone', () => services.every((pid) => pid === undefined || !isAlive(pid)))
  }

  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    const [code] = await ended
    return code as number | null
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
