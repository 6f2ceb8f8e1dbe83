import { fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'

const command = resolve(import.meta.dirname, '../../pinot/cli.ts')

/**
 * Runs `npm run pinot -- apply` on the servers that `environment` names: topics, tables and courses. Resolves to the
 * lines that say what was changed; rejects with what it said.
 */
export async function applyPinot(environment: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string[]> {
  const child = fork(command, ['apply'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...(signal && { signal }),
  })
  const [said, complaint, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close'),
  ])
  const lines = said.trimEnd().split('\n')
  if (code === 0) return lines.filter((line) => !line.startsWith('unchanged'))
  throw new Error(`Pinot could not be set up: ${lines.at(-1) || complaint.trim()}`)
}
