/** What SQLite's primary result codes (https://sqlite.org/rescode.html) mean for somebody who has to act. */
const WAITING_HELPS: Record<number, string> = {
  3: 'access is not permitted; give this user read and write permission on it and its folder',
  5: 'another process holds its lock; it is asked again',
  6: 'another process holds its lock; it is asked again',
  8: 'it is read-only; give this user write permission on it and its folder',
  10: 'the disk reports an error; see the system log',
  13: 'the disk is full; make room',
  14: 'it cannot be opened; check that its folder exists and is writable',
}
const WAITING_IN_VAIN: Record<number, string> = {
  11: 'it is damaged; move it away (with its -wal and -shm) and restore a copy',
  26: 'it is not a SQLite database; name another file or move it away',
}

type Unavailable = new (message: string, options?: ErrorOptions) => Error

/**
 * The error to throw for what node:sqlite threw on `file`: `Unavailable` where waiting helps, a plain Error
 * that names file, cause and remedy where it does not. What is not SQLite's stays as it is.
 */
export function explain(error: unknown, file: string, Unavailable: Unavailable): unknown {
  const code = (error as { errcode?: unknown } | null)?.errcode
  if (typeof code !== 'number') return error
  const waiting = WAITING_HELPS[code & 0xff]
  if (waiting) return new Unavailable(`${file}: ${waiting}`, { cause: error })
  const inVain = WAITING_IN_VAIN[code & 0xff]
  if (inVain) return new Error(`${file}: ${inVain}`, { cause: error })
  return error
}

export function newerSchema(file: string, version: number, known: number): Error {
  return new Error(
    `${file}: schema version ${version} is newer than ${known}, the newest that this version knows; ` +
      'upgrade, or name another file',
  )
}
