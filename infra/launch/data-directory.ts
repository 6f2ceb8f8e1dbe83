import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Locks that are held: a connection that nothing refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<DatabaseSync>()

/** The data directory belongs to another racecast that runs. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse'
}

/**
 * Takes the data directory for this process, making it if needed; returns what gives it back. The lock is an
 * exclusive transaction on a file of its own, so that the operating system drops it however the process ends:
 * there is no stale lock, and a pid that was handed out anew is no one's lock.
 *
 * Throws `DirectoryInUse`, naming the pid that holds it.
 */
export function lockDataDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true })
  const pidFile = join(directory, 'racecast.pid')
  const lock = new DatabaseSync(join(directory, 'racecast.lock'), { timeout: 0 })
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!(error instanceof Error && /locked|busy/.test(error.message))) throw error
    throw new DirectoryInUse(
      `DATA_DIR ${directory} is in use by the racecast with pid ${holder(pidFile)}: stop that one, or set DATA_DIR to another directory`,
    )
  }
  writeFileSync(pidFile, `${process.pid}\n`)
  held.add(lock)
  return () => {
    held.delete(lock)
    lock.close()
  }
}

function holder(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim()
  } catch {
    return 'unknown'
  }
}

/** The control token of a data directory: made on first use, readable by its owner alone, the same ever after. */
export function controlToken(directory: string, make: () => string): string {
  const file = join(directory, 'control-token')
  try {
    const token = readFileSync(file, 'utf8').trim()
    if (token !== '') return token
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const token = make()
  writeFileSync(file, `${token}\n`, { mode: 0o600 })
  return token
}
