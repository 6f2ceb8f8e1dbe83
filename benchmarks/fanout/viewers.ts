import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { DialectName } from './dialects.ts'

/** What one process of viewers has seen. */
export interface Seen {
  /** When each tick came to each viewer, on the monotonic clock. */
  arrivals: number[][]
  bytes: number
}

/** Longer than any step of a measurement takes, ms. */
const patienceMs = 60_000

/** Viewers of a server on `port`, in `processes` processes. */
export async function gather(dialect: DialectName, port: number, count: number, processes: number) {
  const children = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, 'fanout-viewer.ts'), [dialect, port, count / processes].map(String), {
      execArgv: [],
      serialization: 'advanced',
    }),
  )
  const ended = Promise.race(
    children.map(async (child) => {
      const [code] = await once(child, 'exit')
      throw new Error(`viewers ended with ${code}`)
    }),
  )
  ended.catch(() => {})
  const late = async () => {
    await wait(patienceMs, undefined, { ref: false })
    throw new Error(`viewers have not answered for ${patienceMs / 1000} s`)
  }
  const heard = () =>
    Promise.race([Promise.all(children.map(async (c) => (await once(c, 'message'))[0])), ended, late()])
  const ask = (what: string) => {
    const answers = heard()
    for (const child of children) child.send(what)
    return answers
  }
  await heard()
  return {
    churn: () => ask('churn'),
    connect: () => ask('connect'),
    read: (): Promise<Seen[]> => ask('read') as Promise<Seen[]>,
    async stop() {
      await Promise.all(
        children.map(async (child) => {
          const gone = once(child, 'exit')
          child.kill()
          await gone
        }),
      )
    },
  }
}
