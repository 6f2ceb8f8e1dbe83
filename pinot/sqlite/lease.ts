import { DatabaseSync } from 'node:sqlite'
import { type LeaseState, type ProducerLease, SinkUnavailable } from '../ports/index.ts'
import { type Every, everyUnref } from './changes.ts'
import { explain } from './errors.ts'

/** How often a lease that another process holds is asked for, ms; it costs some microseconds. */
const RETRY_MS = 250
/** https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5

/** Locks that are held: a connection that nothing refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<DatabaseSync>()

/**
 * The producer's lease as an exclusive transaction on a file of its own: the operating system drops the lock however
 * the process ends, so there is no stale one. A process that is stopped keeps it. The file is made where it does not
 * exist, and stays.
 */
export function openFileLease(file: string, every: Every = everyUnref): ProducerLease & { release(): void } {
  const listeners = new Set<() => void>()
  let state: LeaseState = { name: 'unknown', reason: null }
  let lock: DatabaseSync | null = null
  let stopAsking = () => {}

  function asked(): LeaseState {
    try {
      lock ??= new DatabaseSync(file, { timeout: 0 })
      lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
      held.add(lock)
      return { name: 'held', term: 1 }
    } catch (error) {
      const { errcode = 0 } = error as { errcode?: number }
      if ((errcode & 0xff) === SQLITE_BUSY) return { name: 'elsewhere' }
      lock?.close()
      lock = null
      return { name: 'unknown', reason: explain(error, file, SinkUnavailable) as Error }
    }
  }

  function askAndTell(): void {
    const before = state.name
    state = asked()
    if (state.name === 'held') stopAsking()
    if (state.name !== before) for (const listener of listeners) listener()
  }

  state = asked()
  if (state.name !== 'held') stopAsking = every(RETRY_MS, askAndTell)

  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    asked: async () => {},
    release() {
      stopAsking()
      if (lock) held.delete(lock)
      lock?.close()
      lock = null
      state = { name: 'unknown', reason: null }
    },
  }
}
