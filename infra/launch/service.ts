import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** How long a service that ended by itself is left before it is started again, ms; doubled up to the last one. */
const restartDelays = [250, 500, 1000, 2000, 4000, 8000]
/** A service that ran for this long had started well: its next restart is quick again, ms. */
const settledAfter = 30_000
/** How long a service may take to end in order before it is killed, ms. */
const patience = 10_000

export interface ServiceOptions {
  /** Stands in messages, and behind the script in the list of processes. */
  name: string
  script: string
  environment: NodeJS.ProcessEnv
  /** Called at each start, once it listens. */
  onListening: (url: string) => void
  /** It ended before it ever listened: starting it again would not help. */
  onFailedStart: (code: number | null) => void
}

/**
 * A child process that tells by IPC `{listening: url}` when it serves, is started again when it dies, and goes
 * when its channel to us closes, so that nothing is left running however we end.
 */
export class Service {
  readonly #options: ServiceOptions
  #child: ChildProcess | null = null
  #stopping = false
  #everListened = false
  #crashes = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: ServiceOptions) {
    this.#options = options
  }

  /** Variables that it has from its next start on. */
  set(variables: NodeJS.ProcessEnv): void {
    Object.assign(this.#options.environment, variables)
  }

  start(): void {
    const { script, environment, onListening, onFailedStart, name } = this.#options
    const startedAt = performance.now()
    const child = fork(script, [name], { env: environment, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#child = child
    child.on('message', (message) => {
      if (typeof message !== 'object' || message === null || !('listening' in message)) return
      this.#everListened = true
      onListening(String(message.listening))
    })
    child.on('exit', (code, signal) => {
      this.#child = null
      if (this.#stopping) return
      if (!this.#everListened) return onFailedStart(code)
      if (performance.now() - startedAt > settledAfter) this.#crashes = 0
      const delay = restartDelays[Math.min(this.#crashes++, restartDelays.length - 1)]!
      console.error(`${name} ended (${signal ?? `exit code ${code}`}); starting it again in ${delay} ms`)
      this.#timer = setTimeout(() => this.start(), delay)
    })
  }

  /** Ends it in order, or for good if it does not go. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#timer)
    const child = this.#child
    if (!child) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    const kill = setTimeout(() => child.kill('SIGKILL'), patience)
    await gone
    clearTimeout(kill)
  }
}
