import type { Admin } from 'kafkajs'
import type { PinotAddress } from '../broker/address.ts'
import { consumedOffsets } from '../controller/consumed-offsets.ts'
import { openController } from '../controller/controller.ts'
import type { KafkaAddress } from '../kafka/address.ts'
import { kafkaClient } from '../kafka/client.ts'
import { explain } from '../kafka/errors.ts'
import { TOPICS } from '../tables/names.ts'

/** How far Pinot is behind in one partition of a topic, in messages. */
export interface PartitionLag {
  topic: string
  partition: number
  /** The offset that the next message will have. */
  end: number
  /** The offset that Pinot will consume next; null while no server fills a segment of the partition. */
  consumed: number | null
  /** Messages that Pinot has not consumed; null where `consumed` is. */
  behind: number | null
}

export interface ConsumerLag {
  /** Asks Kafka and Pinot once. Rejects, naming who does not answer. */
  read(): Promise<PartitionLag[]>
  close(): Promise<void>
}

/**
 * The end of each topic against what Pinot has consumed of it. Pinot is asked first, so that what is published
 * meanwhile counts as behind and nothing is ever ahead.
 */
export function openConsumerLag(kafka: KafkaAddress, controllerAddress: PinotAddress): ConsumerLag {
  const controller = openController(controllerAddress)
  const { names } = kafka
  let connecting: Promise<Admin> | null = null

  async function admin(): Promise<Admin> {
    connecting ??= (async () => {
      const made = kafkaClient(kafka).admin()
      await made.connect()
      return made
    })()
    try {
      return await connecting
    } catch (error) {
      connecting = null
      throw explain(error, kafka.shown)
    }
  }

  async function ofTopic(topic: string): Promise<PartitionLag[]> {
    const answer = await controller.consumingSegments(topic)
    if (!answer) throw new Error(`table ${topic} is missing; make it by: npm run pinot -- apply`)
    const consumed = consumedOffsets(answer)
    const on = await admin()
    const ends = await on.fetchTopicOffsets(topic).catch((error: unknown) => {
      throw explain(error, kafka.shown)
    })
    return ends
      .map(({ partition, high }) => {
        const end = Number(high)
        const at = consumed.get(partition) ?? null
        return { topic, partition, end, consumed: at, behind: at === null ? null : Math.max(0, end - at) }
      })
      .sort((a, b) => a.partition - b.partition)
  }

  return {
    async read() {
      return (await Promise.all(TOPICS.map((topic) => ofTopic(names[topic])))).flat()
    },
    async close() {
      const on = await connecting?.catch(() => null)
      await Promise.all([controller.close(), on?.disconnect().catch(() => undefined)])
    },
  }
}
