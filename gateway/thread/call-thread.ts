import { Worker } from 'node:worker_threads'

/** What is asked of a thread; answered by `answerCalls` there. */
export interface Call {
  id: number
  name: string
  argument: unknown
}

export type Answer = { id: number; value: unknown } | { id: number; error: Error }

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

export interface CallThread {
  /** Resolves to what the thread answers; rejects with its error, and where the thread dies or is closed. */
  ask(name: string, argument?: unknown): Promise<unknown>
  close(): Promise<void>
}

/**
 * A thread that answers calls. It begins with the first one; where it dies, what was under way is rejected, and the next
 * call begins another one.
 * @param what it does, as messages say it: 'records races'
 */
export function createCallThread(script: URL, what: string, workerData?: unknown): CallThread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let lastId = 0

  function begin(): Worker {
    const begun = new Worker(script, { workerData })
    // Nobody waits for it to end the process.
    begun.unref()
    begun.on('message', (answer: Answer) => {
      const caller = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('error' in answer) caller?.reject(answer.error)
      else caller?.resolve(answer.value)
    })
    begun.on('error', (error) => lost(begun, error as Error))
    begun.on('exit', () => lost(begun, new Error(`the thread that ${what} has ended`)))
    return begun
  }

  function lost(which: Worker, error: Error): void {
    if (worker !== which) return
    worker = null
    rejectAll(error)
  }

  function rejectAll(error: Error): void {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  return {
    ask(name, argument) {
      worker ??= begin()
      const id = ++lastId
      const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
      worker.postMessage({ id, name, argument } satisfies Call)
      return answered
    },
    async close() {
      const ending = worker
      worker = null
      await ending?.terminate()
      rejectAll(new Error(`the thread that ${what} was closed`))
    },
  }
}
