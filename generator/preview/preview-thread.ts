import { Worker } from 'node:worker_threads'
import type { Course } from '@racecast/courses'
import type { RacePreview, StartListReport } from '@racecast/pinot/events'
import { type FieldError, Problem, type ProblemCode } from '../problems.ts'
import type { RaceRequest } from '../race/request.ts'
import { serially } from '../tick/serial.ts'

/** A race that is only looked at. */
export interface PreviewOrder {
  request: RaceRequest
  course: Course
  slug: string
  /** Epoch ms. */
  now: number
}

export type Order = { preview: PreviewOrder } | { startList: string }

export type Answer =
  | { value: unknown }
  | { error: Error }
  | { problem: { code: ProblemCode; detail: string; errors?: FieldError[] } }

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

/** So many may wait for the one that is worked on: each takes up to two seconds, and a gateway waits for thirty. */
export const MOST_WAITING = 4
/** The plans of 100,000 and their start list, MB. */
const MOST_MEMORY_MB = 1024

/**
 * Looks at races and start lists in a thread of its own, one after another: a field of 100,000 takes a second and more, and
 * the races that run are due every second. The thread begins with the first order; where it dies (for want of memory,
 * say), that order is rejected, and the next begins another one.
 */
export function createPreviewThread() {
  const inTurn = serially()
  let worker: Worker | null = null
  let current: Waiting | null = null
  let waiting = 0
  let closed = false

  function begin(): Worker {
    const begun = new Worker(new URL('./thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    })
    // Nobody waits for it to end the process.
    begun.unref()
    begun.on('message', (answer: Answer) => settle(answer))
    begun.on('error', (error) => lost(begun, error as Error))
    begun.on('exit', () => lost(begun, new Error('the thread of previews has ended')))
    return begun
  }

  function settle(answer: Answer): void {
    const asked = current
    current = null
    if ('value' in answer) asked?.resolve(answer.value)
    else if ('error' in answer) asked?.reject(answer.error)
    else asked?.reject(new Problem(answer.problem.code, answer.problem.detail, answer.problem.errors))
  }

  function lost(which: Worker, error: Error): void {
    if (worker !== which) return
    worker = null
    settle({ error })
  }

  const isOver = () => new Problem('not-ready', 'the generator is stopping; try again in a moment')

  async function ask(order: Order): Promise<unknown> {
    if (waiting > MOST_WAITING)
      throw new Problem('busy', `${waiting} previews and start lists are before it; try again in a moment`)
    waiting++
    try {
      return await inTurn(() => {
        if (closed) throw isOver()
        worker ??= begin()
        worker.postMessage(order)
        return new Promise((resolve, reject) => {
          current = { resolve, reject }
        })
      })
    } finally {
      waiting--
    }
  }

  return {
    /** Throws what making the race would throw of its request and start list, and `busy`. */
    preview: (order: PreviewOrder) => ask({ preview: order }) as Promise<RacePreview>,
    /** Throws `busy`. */
    startList: (csv: string) => ask({ startList: csv }) as Promise<StartListReport>,
    /** Ends what is under way. */
    async close(): Promise<void> {
      closed = true
      const ending = worker
      worker = null
      current?.reject(isOver())
      current = null
      await ending?.terminate()
    },
  }
}

export type PreviewThread = ReturnType<typeof createPreviewThread>
