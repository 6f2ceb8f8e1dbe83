import { createCallThread } from '../../thread/call-thread.ts'
import type { MomentReader, Moments } from './moments.ts'

/** Reads moments out of chunks in a thread of its own: a minute of ten thousand competitors takes a quarter of a second. */
export function createMomentsThread(): MomentReader {
  const thread = createCallThread(new URL('./worker.ts', import.meta.url), 'reads moments of races')
  return {
    at: (order) => thread.ask('at', order) as Promise<Moments>,
    close: () => thread.close(),
  }
}
