import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import type { Command } from '../servers/server.ts'
import { identify, type ProcessIdentity } from './identity.ts'

/** A log file that has grown beyond this is put aside at the next start, bytes. */
const longLog = 16 * 1024 * 1024

/** Starts a command that outlives us, in UTC, its output added to `logFile`. `onSpawn` hears of it at once. */
export async function spawnDetached(
  { file, args }: Command,
  directory: string,
  logFile: string,
  onSpawn: (identity: ProcessIdentity) => void,
): Promise<ProcessIdentity | null> {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > longLog) {
    renameSync(logFile, `${logFile}.old`)
  }
  const log = openSync(logFile, 'a')
  try {
    const child = spawn(file, args, {
      cwd: directory,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, TZ: 'UTC' },
    })
    const identity = child.pid === undefined ? null : identify(child.pid)
    if (identity) onSpawn(identity)
    child.unref()
    if (child.pid === undefined) await once(child, 'spawn') // rejects with the reason
    return identity
  } finally {
    closeSync(log)
  }
}

/** The last lines of a log file. */
export function lastLines(logFile: string, count: number): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
  } catch {
    return '(empty)'
  }
}
