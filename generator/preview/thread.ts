import { parentPort } from 'node:worker_threads'
import { Problem } from '../problems.ts'
import { newRace } from '../race/creation.ts'
import { checkedList } from './checked-list.ts'
import { previewOf } from './preview.ts'
import type { Answer, Order } from './preview-thread.ts'

const port = parentPort!

/** Nothing of what is made here is ever published. */
const frozen = (now: number) => ({ now: () => now, schedule: () => () => {} })

function worked(order: Order): unknown {
  if ('startList' in order) return checkedList(order.startList)
  const { preview } = order
  const made = newRace({ ...preview, clock: frozen(preview.now), backlogMs: 0 })
  return previewOf(made, preview.course.lengthCm)
}

function answer(order: Order): Answer {
  try {
    return { value: worked(order) }
  } catch (error) {
    // Of an error of ours only its class and code would be lost on the way.
    if (!(error instanceof Problem)) return { error: error as Error }
    const { code, message, errors } = error
    return { problem: { code, detail: message, ...(errors && { errors }) } }
  }
}

port.on('message', (order: Order) => port.postMessage(answer(order)))
