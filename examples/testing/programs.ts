import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

export const examples = join(import.meta.dirname, '..')
const places = [process.env.PYTHON, '/usr/bin/python3', 'python3']

/** A Python that has the package websockets; null where there is none. */
export const python =
  places.find((path) => path && spawnSync(path, ['-c', 'import websockets']).status === 0) ?? null
if (!python)
  console.log(
    'Python with websockets is missing: its example is not tested (apt-get install python3-websockets).',
  )

/** A program of the examples, what it has printed so far, and what it printed for errors. */
export class Program {
  readonly child: ChildProcess
  readonly lines: string[] = []
  errors = ''
  readonly #waiting = new Set<() => void>()

  constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args, {
      ...{ cwd: examples, stdio: ['ignore', 'pipe', 'pipe'] },
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    })
    onTestFinished(() => void this.child.kill('SIGKILL'))
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      this.lines.push(line)
      for (const look of this.#waiting) look()
    })
    this.child.stderr!.on('data', (data) => {
      this.errors += data
    })
  }

  /** Resolves as soon as `isThere` holds of what was printed; throws if it ends before. */
  async until(isThere: (lines: readonly string[]) => boolean): Promise<void> {
    if (isThere(this.lines)) return
    const look = Promise.withResolvers<void>()
    const check = () => {
      if (isThere(this.lines)) look.resolve()
    }
    const ended = () => look.reject(new Error(`it has ended: ${this.errors}`))
    this.#waiting.add(check)
    this.child.once('exit', ended)
    try {
      await look.promise
    } finally {
      this.#waiting.delete(check)
      this.child.off('exit', ended)
    }
  }

  /** Asks it to end; returns its exit code. */
  async end(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode
    const exit = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    return (await exit)[0] as number | null
  }
}
