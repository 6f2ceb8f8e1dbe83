import type { FetchBroker, FetchedMessage } from './internals.ts'
import { Late } from './within.ts'

/** A stretch of a partition by offset: from <= offset < to. */
export interface Span {
  partition: number
  from: number
  to: number
}
export interface TopicMessage {
  partition: number
  offset: number
  /** Epoch ms, of the producer's clock. */
  timestamp: number
  key: Buffer | null
  /** null takes the key's record back. */
  value: Buffer | null
}
export type Visit = (message: TopicMessage) => void
/** What one leader has of some of its partitions; an answer without messages takes the leader a while. */
export type Fetch = (
  partitions: { partition: number; fetchOffset: string; maxBytes: number }[],
) => ReturnType<FetchBroker['fetch']>

const partitionBytes = 4 << 20

/**
 * Visits every message of the spans, all of partitions that one broker leads, each partition in order. Rejects with what
 * `fetch` rejects with, and with {@link Late} where the leader does not get as far as the end of a span: one that has
 * just become the leader does not know at once how far everybody has come, and answers as if there were nothing.
 *
 * @param patience for how long nothing at all may come, ms
 */
export async function readSpans(
  fetch: Fetch,
  spans: readonly Span[],
  visit: Visit,
  patience: number,
): Promise<void> {
  const next = new Map(spans.map((span) => [span.partition, span.from]))
  let gainedAt = performance.now()
  for (;;) {
    const open = spans.filter(({ partition, to }) => next.get(partition)! < to)
    if (open.length === 0) return
    const partitions = open.map(({ partition }) => ({
      partition,
      fetchOffset: String(next.get(partition)),
      maxBytes: partitionBytes,
    }))
    const { responses } = await fetch(partitions)
    let gained = false
    const behind: number[] = []
    for (const { partition, messages, highWatermark } of responses.flatMap(
      (response) => response.partitions,
    )) {
      const { to } = open.find((span) => span.partition === partition)!
      if (Number(highWatermark) < to) behind.push(partition)
      for (const message of messages) {
        const offset = Number(message.offset)
        // A batch is sent whole, though it begins before the offset that was asked for.
        if (offset < next.get(partition)!) continue
        next.set(partition, offset + 1)
        gained = true
        if (offset < to && !message.isControlRecord) visit(visited(partition, offset, message))
      }
    }
    if (gained) gainedAt = performance.now()
    // Nothing from any partition, though all are below their end, and the leader knows as much: that was compacted away.
    else if (behind.length === 0) return
    else if (performance.now() - gainedAt > patience) {
      throw new Late(
        `the leader of partition ${behind.join(', ')} was behind its last one for ${patience} ms`,
      )
    }
  }
}

const visited = (partition: number, offset: number, message: FetchedMessage): TopicMessage => ({
  partition,
  offset,
  timestamp: Number(message.timestamp),
  key: message.key,
  value: message.value,
})
