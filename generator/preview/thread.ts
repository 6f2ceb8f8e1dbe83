import { parentPort } from 'node:worker_threads'
import type { EntryDraft } from '../plan/invented-entries.ts'
import { Problem } from '../problems.ts'
import { fieldOf, newRace } from '../race/creation.ts'
import { checkedList } from './checked-list.ts'
import { previewOf } from './preview.ts'
import type { Answer, Order } from './preview-thread.ts'

const port = parentPort!

/** So many entries are handed over at a time: to take in a hundred thousand at once would hold up who takes them. */
const DRAFTS_A_PART = 4000
/** Entries that were not fetched yet. */
let rest: EntryDraft[] = []

/** Nothing of what is made here is ever published. */
const frozen = (now: number) => ({ now: () => now })

function worked(order: Exclude<Order, 'next'>): unknown {
  if ('startList' in order) return checkedList(order.startList)
  if ('field' in order) {
    const { drafts, ...field } = fieldOf(order.field)
    rest = drafts
    return field
  }
  const { preview } = order
  const made = newRace({ ...preview, clock: frozen(preview.now), backlogMs: 0 })
  return previewOf(made, preview.course.lengthCm)
}

function answer(order: Order): Answer {
  if (order === 'next') return { drafts: rest.splice(0, DRAFTS_A_PART) }
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
