import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

export const CONTROL_TOKEN = 'token-of-the-test'

export interface ServerProcess {
  child: ChildProcess
  url: string
  post(path: string, body?: object): Promise<Response>
}

/** The generator as a process of its own on a data directory; it is killed after the test if it has not ended. */
export async function startServer(folder: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const child = fork(new URL('../server.ts', import.meta.url), {
    env: { PATH: process.env.PATH, CONTROL_TOKEN, DATA_DIR: folder, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [{ listening: url }] = (await once(child, 'message')) as [{ listening: string }]
  const post = (path: string, body: object = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${CONTROL_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return { child, url, post }
}
