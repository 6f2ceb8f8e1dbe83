import { setTimeout as wait } from 'node:timers/promises'
import { isAlive, type ProcessIdentity, signalProcess } from './identity.ts'

/** How often a process that is not our child is looked at, ms. */
const look = 50
/** How long the kernel may take to end a killed process, ms: one that waits for a disk takes its time. */
export const killPatienceMs = 10_000

/** Resolves to whether the process was gone within `patienceMs`. */
export async function isGoneWithin(identity: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (isAlive(identity)) {
    if (performance.now() >= deadline) return false
    await wait(look)
  }
  return true
}

/**
 * Ends a process in order, or for good if it does not go within `patienceMs`; also one that was stopped by
 * SIGSTOP. Resolves to false if it is there even after that.
 */
export async function endProcess(identity: ProcessIdentity, patienceMs: number): Promise<boolean> {
  signalProcess(identity, 'SIGTERM')
  signalProcess(identity, 'SIGCONT')
  if (await isGoneWithin(identity, patienceMs)) return true
  signalProcess(identity, 'SIGKILL')
  return isGoneWithin(identity, killPatienceMs)
}
