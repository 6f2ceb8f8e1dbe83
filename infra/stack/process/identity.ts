import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Static, Type } from 'typebox'
import { livingSince } from './stat.ts'

/** One process and no other: pids are handed out anew, a pid with the moment of its start is not. */
export const ProcessIdentity = Type.Object({
  pid: Type.Integer({ minimum: 2 }),
  /** Text of the operating system's, only compared. */
  startedAt: Type.String({ minLength: 1 }),
})
export type ProcessIdentity = Static<typeof ProcessIdentity>

/** When the process with this pid was started, as text to compare; null when it has ended. */
function processStart(pid: number): string | null {
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid)
}

export function identify(pid: number): ProcessIdentity | null {
  const startedAt = processStart(pid)
  return startedAt === null ? null : { pid, startedAt }
}

export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  return processStart(pid) === startedAt
}

/** Signals exactly this process; false when it is gone, or its pid belongs to another by now. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false
  try {
    return process.kill(identity.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

function startFromProc(pid: number): string | null {
  try {
    const since = livingSince(readFileSync(`/proc/${pid}/stat`, 'latin1'))
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return since === null ? null : `${boot}:${since}`
  } catch {
    return null
  }
}

function startFromPs(pid: number): string | null {
  try {
    const said = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return said === '' || said.startsWith('Z') ? null : said.replace(/^\S+\s+/, '')
  } catch {
    return null
  }
}
