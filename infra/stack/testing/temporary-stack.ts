import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../config.ts'
import { identify, type ProcessIdentity } from '../process/identity.ts'
import { type RunningStack, startStack } from '../start.ts'
import { readState } from '../state-file.ts'

/** A new directory for a stack. */
export const temporaryDirectory = () => mkdtempSync(join(tmpdir(), 'racecast-stack-'))

/** Has the servers of `directory` ended and it removed once `owner` has gone, however that went. */
export function guardDirectory(directory: string, owner: ProcessIdentity): void {
  const args = [join(import.meta.dirname, 'guard.ts'), directory, String(owner.pid), owner.startedAt]
  spawn(process.execPath, args, { detached: true, stdio: 'ignore' }).unref()
}

/**
 * A stack on free ports in `directory`: started, or joined where somebody else has started it. It ends with
 * `owner` at the latest, however that ends.
 */
export function joinStack(directory: string, owner: ProcessIdentity): Promise<RunningStack> {
  // Before the first server, so that one killed while it starts them leaves none either.
  if (readState(directory) === null) guardDirectory(directory, owner)
  return startStack({ directory, ports: freePorts, quickStart: true })
}

/** A stack of one's own, to kill servers of: on free ports, its directory removed when it is stopped. */
export async function temporaryStack(): Promise<RunningStack> {
  const directory = temporaryDirectory()
  const remove = () => rmSync(directory, { recursive: true, force: true })
  try {
    const stack = await joinStack(directory, identify(process.pid)!)
    return {
      ...stack,
      stop: async () => {
        await stack.stop()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}
