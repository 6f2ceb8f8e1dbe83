import type { KafkaAddress } from './address.ts'
import { connectSocket, fetchCluster } from './client.ts'
import type { FetchCluster } from './internals.ts'
import { type Fetch, readSpans, type Span, type Visit } from './spans.ts'
import { within } from './within.ts'

export type TopicReader = ReturnType<typeof createTopicReader>

const FETCH = {
  maxWaitTime: 50,
  minBytes: 1,
  maxBytes: 16 << 20,
  /** Only what is committed. */
  isolationLevel: 1,
} as const

/**
 * Reads stretches of topics, as often as asked and from where asked, without a consumer group. It connects at
 * the first use, and anew after an error; errors are kafkajs's.
 */
export function createTopicReader(address: KafkaAddress, connect = connectSocket) {
  let open: FetchCluster | null = null
  /** kafkajs can wait for ever for a connection that was closed without a word. */
  const patience = 3 * address.timeoutMs

  async function withCluster<T>(topic: string, work: (cluster: FetchCluster) => Promise<T>): Promise<T> {
    const cluster = open ?? fetchCluster(address, connect)
    open = cluster
    try {
      await within(patience, cluster.connect())
      await within(patience, cluster.addTargetTopic(topic))
      return await work(cluster)
    } catch (error) {
      if (open === cluster) open = null
      cluster.disconnect().catch(() => undefined)
      throw error
    }
  }

  return {
    /** What the topic holds now; `since` (epoch ms) leaves out what is older by the producers' clocks. */
    spans: (topic: string, since?: number): Promise<Span[]> =>
      withCluster(topic, async (cluster) => {
        const partitions = cluster
          .findTopicPartitionMetadata(topic)
          .map((p) => ({ partition: p.partitionId }))
        const offsets = async (where: { fromBeginning?: boolean; fromTimestamp?: number }) => {
          const [found] = await within(patience, cluster.fetchTopicsOffset([{ topic, partitions, ...where }]))
          return new Map(found!.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
        }
        // The end is asked for first: what comes later belongs to nobody who has asked already.
        const end = await offsets({ fromBeginning: false })
        const begin = await offsets(since === undefined ? { fromBeginning: true } : { fromTimestamp: since })
        return partitions.map(({ partition }) => {
          const to = end.get(partition)!
          const from = begin.get(partition)!
          return { partition, from: from < 0 ? to : Math.min(from, to), to }
        })
      }),

    /** Visits every message of the spans, each partition in order. */
    read: (topic: string, spans: readonly Span[], visit: Visit): Promise<void> =>
      withCluster(topic, async (cluster) => {
        const byLeader = cluster.findLeaderForPartitions(
          topic,
          spans.map(({ partition }) => partition),
        )
        await Promise.all(
          Object.entries(byLeader).map(async ([nodeId, led]) => {
            const own = spans.filter(({ partition }) => led.includes(partition))
            const broker = await within(patience, cluster.findBroker({ nodeId }))
            const fetch: Fetch = (partitions) =>
              within(patience, broker.fetch({ ...FETCH, topics: [{ topic, partitions }] }))
            return readSpans(fetch, own, visit, patience)
          }),
        )
      }),

    async close(): Promise<void> {
      const cluster = open
      open = null
      await within(patience, cluster?.disconnect() ?? Promise.resolve()).catch(() => undefined)
    },
  }
}
