import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** Calls `work` every `ms` until the function it returns is called. */
export type Every = (ms: number, work: () => void) => () => void

const POLL_MS = 10

export const everyUnref: Every = (ms, work) => {
  const timer = setInterval(work, ms).unref()
  return () => clearInterval(timer)
}

/**
 * Calls back when another connection has committed to the file. `PRAGMA data_version` reads a counter in shared
 * memory: some microseconds, no lock. A file that appears counts as a change; one that cannot be read at the
 * moment is looked at again, since who asks for rows is told of it anyway.
 */
export function watchChanges(
  connection: () => DatabaseSync | null,
  listener: () => void,
  every: Every = everyUnref,
): () => void {
  let statement: StatementSync | undefined
  const version = (): number | null => {
    try {
      statement ??= connection()?.prepare('PRAGMA data_version')
      return statement ? Number(statement.get()?.data_version) : null
    } catch {
      return null
    }
  }
  let seen = version()
  return every(POLL_MS, () => {
    const now = version()
    if (now === null || now === seen) return
    seen = now
    listener()
  })
}
