import { type StackOptions, stackConfig } from './config.ts'
import { locked } from './locked.ts'
import { lastLines } from './process/spawn.ts'
import type { ServerName } from './servers/server.ts'
import { Stack } from './stack.ts'
import { diedIn, readState } from './state-file.ts'

/** How often it is looked whether all are there, ms. */
const lookEvery = 500
/** How long what died is left before it is started again, ms; doubled up to the last one for as long as that fails. */
const restartDelays = [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]
/** Who has run for this long since the last restart had started well: the next restart is quick again, ms. */
const settledAfter = 60_000
/** So much of its log is shown of a server that died. */
const linesShown = 5

export interface Supervision {
  /** Starts nothing again from now on; resolves when what is being started has started, or could not be. */
  end(): Promise<void>
}

/**
 * Starts servers of the stack in a directory again that have died, on their data and ports, whoever had started them; one
 * that was stopped on purpose stays so. Each death and restart is told to `say`, in lines. Several may look after one
 * stack: whoever has its lock first starts what is dead then.
 */
export function superviseStack(options: StackOptions, say: (line: string) => void): Supervision {
  const config = stackConfig(options)
  const ended = new AbortController()
  let restarts = 0
  let restartedAt = Number.NEGATIVE_INFINITY
  let working: Promise<void> = Promise.resolve()
  let timer = setTimeout(look, lookEvery)

  function look(): void {
    working = lookOnce().catch((error: Error) => say(`The stack cannot be looked after: ${error.message}`))
    void working.then(() => again(lookEvery))
  }

  function again(ms: number): void {
    if (!ended.signal.aborted) timer = setTimeout(look, ms)
  }

  async function lookOnce(): Promise<void> {
    const died = diedIn(config.directory)
    if (died.length === 0) return
    if (performance.now() - restartedAt > settledAfter) restarts = 0
    const delay = restartDelays[Math.min(restarts++, restartDelays.length - 1)]!
    for (const name of died) sayThatItDied(name, `in ${delay / 1000} s`)
    await pause(delay)
    if (ended.signal.aborted) return
    await locked(config, () => startAgain(died))
    restartedAt = performance.now()
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      timer = setTimeout(resolve, ms)
      ended.signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  async function startAgain(announced: readonly ServerName[]): Promise<void> {
    const state = readState(config.directory)
    // Who stopped it meanwhile, or started it, has done so on purpose.
    const died = diedIn(config.directory)
    if (!state || died.length === 0) return
    for (const name of died) if (!announced.includes(name)) sayThatItDied(name, 'at once')
    const stack = new Stack({ ...config, ports: state.ports })
    try {
      await stack.startAgain(
        died,
        (name, ms) => say(`${name} is healthy again after ${(ms / 1000).toFixed(1)} s`),
        ended.signal,
      )
    } catch (error) {
      if (!ended.signal.aborted) say((error as Error).message)
    }
  }

  function sayThatItDied(name: ServerName, when: string): void {
    const log = new Stack(config).logFile(name)
    say(`${name} has died; its log ${log} ends in:`)
    for (const line of lastLines(log, linesShown).split('\n')) say(`  ${line}`)
    say(`${name} is started again ${when}`)
  }

  return {
    async end() {
      ended.abort()
      clearTimeout(timer)
      await working
    },
  }
}
