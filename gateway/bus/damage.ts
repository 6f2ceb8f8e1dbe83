import { renameSync } from 'node:fs'

/** SQLite's primary result codes for damaged pages and for a file that is no database (sqlite.org/rescode.html). */
const corrupt = 11
const notADatabase = 26

/** Whether `error` says that a SQLite file is damaged, not only busy, full or out of reach. */
export function isDamage(error: unknown): boolean {
  const { errcode } = (error ?? {}) as { errcode?: unknown }
  // The low byte of an extended code is the primary one.
  const primary = typeof errcode === 'number' ? errcode & 0xff : 0
  return primary === corrupt || primary === notADatabase
}

/** Moves a closed SQLite file and what belongs to it out of the way, to be looked at; returns its new name. */
export function setAside(file: string, now: number): string {
  const aside = `${file}.damaged-${now}`
  for (const part of ['', '-wal', '-shm']) {
    try {
      renameSync(file + part, aside + part)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return aside
}
