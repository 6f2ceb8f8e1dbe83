import { setImmediate as otherWork } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { RacePreview, StartListReport } from '@racecast/pinot/events'
import type { EntryDraft } from '../plan/invented-entries.ts'
import { type FieldError, Problem, type ProblemCode } from '../problems.ts'
import type { Field, RaceOrder } from '../race/creation.ts'
import { serially } from '../tick/serial.ts'

/** `next`: the entries of the field that was made last, part by part. */
export type Order = { preview: RaceOrder } | { field: RaceOrder } | { startList: string } | 'next'

export type Answer =
  | { value: unknown }
  | { drafts: EntryDraft[] }
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
 * Looks at races and start lists in a thread of its own, one after another, and reads those of races that are made: a field of
 * 100,000 takes a second and more, and the races that run are due every second. The thread begins with the first order; where it dies (for want of memory,
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
    else if ('drafts' in answer) asked?.resolve(answer.drafts)
    else if ('error' in answer) asked?.reject(answer.error)
    else asked?.reject(new Problem(answer.problem.code, answer.problem.detail, answer.problem.errors))
  }

  function lost(which: Worker, error: Error): void {
    if (worker !== which) return
    worker = null
    settle({ error })
  }

  const isOver = () => new Problem('not-ready', 'the generator is stopping; try again in a moment')

  function ask(order: Order): Promise<unknown> {
    if (closed) throw isOver()
    worker ??= begin()
    worker.postMessage(order)
    return new Promise((resolve, reject) => {
      current = { resolve, reject }
    })
  }

  async function look(order: Order): Promise<unknown> {
    if (waiting > MOST_WAITING)
      throw new Problem('busy', `${waiting} previews and start lists are before it; try again in a moment`)
    waiting++
    try {
      return await inTurn(async () => ask(order))
    } finally {
      waiting--
    }
  }

  async function fetchField(order: RaceOrder): Promise<Field> {
    const field = (await ask({ field: order })) as Omit<Field, 'drafts'>
    const drafts: EntryDraft[] = []
    while (drafts.length < field.plan.competitors) {
      const part = (await ask('next')) as EntryDraft[]
      // Another thread than the one that read them knows none.
      if (part.length === 0) throw new Error('the thread that read the entries has ended')
      for (const draft of part) drafts.push(draft)
      await otherWork()
    }
    return { ...field, drafts }
  }

  return {
    /** Throws what making the race would throw of its request and start list, and `busy`. */
    preview: (order: RaceOrder) => look({ preview: order }) as Promise<RacePreview>,
    /** Throws `busy`. */
    startList: (csv: string) => look({ startList: csv }) as Promise<StartListReport>,
    /** Who is in a race that is to be made: never too many wait for that. Throws as `fieldOf` does. */
    field: (order: RaceOrder): Promise<Field> => inTurn(() => fetchField(order)),
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
