import { Worker } from 'node:worker_threads'
import type { Made, Maker } from './maker.ts'

/** What a worker begins with: the folder of all recordings, and the address of the store. */
export interface MakerData {
  root: string
  storeUrl: string
}

export interface Call {
  id: number
  call: [name: keyof Maker, argument?: unknown]
}

export type Answer = { id: number; value: unknown } | { id: number; error: Error }

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

/**
 * Makes chunks in a thread of its own, with a connection of its own to the store, so that long reads hold up nobody who
 * watches. The thread begins with the first order; where it dies, what was under way is rejected, and the next order begins
 * another one.
 */
export function createWorkerMaker(data: MakerData): Maker {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let lastId = 0

  function begin(): Worker {
    const begun = new Worker(new URL('./worker.ts', import.meta.url), { workerData: data })
    // Nobody waits for it to end the process.
    begun.unref()
    begun.on('message', (answer: Answer) => {
      const caller = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('error' in answer) caller?.reject(answer.error)
      else caller?.resolve(answer.value)
    })
    begun.on('error', (error) => lost(begun, error as Error))
    begun.on('exit', () => lost(begun, new Error('the thread that records races has ended')))
    return begun
  }

  function lost(which: Worker, error: Error): void {
    if (worker !== which) return
    worker = null
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  function ask(...call: Call['call']): Promise<unknown> {
    worker ??= begin()
    const id = ++lastId
    const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    worker.postMessage({ id, call } satisfies Call)
    return answered
  }

  return {
    make: (order) => ask('make', order) as Promise<Made | null>,
    distrust: (which) => ask('distrust', which) as Promise<void>,
    tidy: (allowance) => ask('tidy', allowance) as Promise<string[]>,
    async close() {
      const ending = worker
      worker = null
      await ending?.terminate()
      for (const { reject } of waiting.values()) reject(new Error('recording has ended'))
      waiting.clear()
    },
  }
}
