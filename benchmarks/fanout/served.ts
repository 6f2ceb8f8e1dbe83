import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** What a server says of a run; see servers/stage.ts. */
export interface Ran {
  cpuMs: number
  /** When each tick was due, on the monotonic clock. */
  dueAt: number[]
}

/** After collection, bytes. */
export interface Memory {
  /** Resident. */
  bytes: number
  /** What is held of it, where the language tells. */
  heap?: number
  /** Of a race that goes on by itself: by sequence number when each tick went out, on the monotonic clock. */
  tickedAt?: Record<number, number>
}

/** A server of the comparison in a process of its own. Throws if it ends before it listens. */
export async function serve(command: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const child: ChildProcess = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${[command, ...args].join(' ')} has ended before it answered`)
    return JSON.parse(value)
  }
  const ask = (order: object) => {
    child.stdin!.write(`${JSON.stringify(order)}\n`)
    return answer()
  }
  const { port } = (await answer()) as { port: number }
  return {
    port,
    memory: (): Promise<Memory> => ask({ do: 'memory' }),
    run: (warmUp: number, everyMs: number): Promise<Ran> => ask({ do: 'run', warmUp, everyMs }),
    async stop(): Promise<void> {
      const gone = once(child, 'exit')
      child.stdin!.end()
      await gone
    },
  }
}
