import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** What a crowd has seen since the last reset; ages in s. */
export interface Seen {
  p50: number
  p99: number
  /** Viewers that have not got a single fix. */
  without: number
  /** Frames, or refreshes, over all viewers. */
  received: number
  /** Refreshes that failed, or followers that had to begin again. */
  failures?: number
}

/** Many viewers in a process of their own, so that what they cost is not the server's. Resolves when all are there. */
export async function startCrowd(
  script: 'feed-crowd.ts' | 'query-crowd.ts' | 'tick-crowd.ts',
  ...args: (string | number)[]
) {
  const child = fork(join(import.meta.dirname, script), args.map(String), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${script} ended with ${code}`)
  })
  await Promise.race([once(child, 'message'), ended])
  ended.catch(() => {})
  return {
    reset: () => void child.send('reset'),
    async read(): Promise<Seen> {
      const answer = once(child, 'message')
      child.send('read')
      return (await answer)[0]
    },
    async stop() {
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}
