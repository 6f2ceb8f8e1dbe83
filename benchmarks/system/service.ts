import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** A generator or gateway as a process of its own, ended with this one however that ends. */
export interface Service {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

/** Starts `script` (a path from the repository's root) and resolves when it listens. */
export async function startService(script: string, environment: NodeJS.ProcessEnv): Promise<Service> {
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'error', HOST: '127.0.0.1', ...environment }
  const child = fork(join(root, script), { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${script} ended with ${code} before it listened`)
  })
  const [message] = await Promise.race([once(child, 'message'), failed])
  failed.catch(() => {})
  return { url: (message as { listening: string }).listening, pid: child.pid!, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
