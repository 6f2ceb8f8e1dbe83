import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { identify } from '../process/identity.ts'
import { stopStack } from '../start.ts'
import { temporaryDirectory } from './temporary-stack.ts'

/**
 * For vitest's globalSetup: names the directory of the stack that all tests of this run share. The first test that
 * asks for it starts it (`sharedStack`); it is stopped at the run's end.
 */
export default function setup(project: TestProject): () => Promise<void> {
  const directory = temporaryDirectory()
  project.provide('stack', { directory, owner: identify(process.pid)! })
  return async () => {
    await stopStack({ directory })
    rmSync(directory, { recursive: true, force: true })
  }
}
