import { mkdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { DirectoryInUse, lockDataDirectory } from '../launch/data-directory.ts'
import type { StackConfig } from './config.ts'

/** Runs with the directory's lock, waiting for whoever starts or stops it just now. */
export async function locked<T>(
  { directory, startTimeoutS }: Pick<StackConfig, 'directory' | 'startTimeoutS'>,
  run: () => Promise<T>,
): Promise<T> {
  mkdirSync(directory, { recursive: true })
  const deadline = performance.now() + 2 * startTimeoutS * 1000
  for (;;) {
    let unlock: () => void
    try {
      unlock = lockDataDirectory(directory)
    } catch (error) {
      if (!(error instanceof DirectoryInUse) || performance.now() > deadline) throw error
      await wait(100)
      continue
    }
    try {
      return await run()
    } finally {
      unlock()
    }
  }
}
