import { defaultTopics, type Subscribe, type Topic } from '../protocol/index.ts'

/** How messages stand on the wire: a subprotocol of the WebSocket, or server-sent events. */
export type Format = 'json' | 'bin' | 'sse'

/** What one viewer has asked for, with everything that was left out filled in. */
export interface Subscription {
  readonly format: Format
  readonly topics: ReadonlySet<Topic>
  /** s */
  readonly every: 1 | 5 | 15
  readonly delayMs: number
  /** Chosen competitors; null for everybody. */
  readonly bibs: readonly string[] | null
  /** The rows of the board at most; null for all of the chosen ones. */
  readonly rows: number | null
}

/** The rows of a board of everybody, where their number is not said. */
const boardRows = 20

export function subscriptionOf(
  format: Format,
  asked: Omit<Subscribe, 'type' | 'race' | 'resume'>,
): Subscription {
  const bibs = asked.bibs ? [...asked.bibs].sort() : null
  return {
    format,
    topics: new Set(asked.topics ?? defaultTopics),
    every: asked.every ?? 1,
    delayMs: asked.delayMs ?? 0,
    bibs,
    rows: asked.rows ?? (bibs ? null : boardRows),
  }
}

/** The same for all who get the same bytes. */
export function laneKey({ format, topics, every, bibs, rows }: Subscription): string {
  return JSON.stringify([format, every, [...topics].sort(), bibs, topics.has('board') ? rows : null])
}

/** Whether many wish for it: no competitors of one's own, nor another number of rows than is usual. */
export function isCommon({ topics, bibs, rows }: Subscription): boolean {
  return bibs === null && (rows === boardRows || !topics.has('board'))
}

/** Whether it is the whole state, as the bus carries it. */
export function isWhole({ topics, bibs }: Subscription): boolean {
  return bibs === null && topics.has('positions') && topics.has('log') && topics.has('roster')
}
