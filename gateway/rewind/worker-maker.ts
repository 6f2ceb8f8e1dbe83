import { createCallThread } from '../thread/call-thread.ts'
import type { Made, Maker } from './maker.ts'

/** What the thread begins with: the folder of all recordings, and the address of the store. */
export interface MakerData {
  root: string
  storeUrl: string
}

/**
 * Makes chunks in a thread of its own, with a connection of its own to the store, so that long reads hold up nobody who
 * watches.
 */
export function createWorkerMaker(data: MakerData): Maker {
  const thread = createCallThread(new URL('./worker.ts', import.meta.url), 'records races', data)
  return {
    make: (order) => thread.ask('make', order) as Promise<Made | null>,
    distrust: (which) => thread.ask('distrust', which) as Promise<void>,
    tidy: (allowance) => thread.ask('tidy', allowance) as Promise<string[]>,
    forget: (which) => thread.ask('forget', which) as Promise<void>,
    close: () => thread.close(),
  }
}
