import { setTimeout as wait } from 'node:timers/promises'
import kafkajs, { type Admin } from 'kafkajs'
import type { Outcome } from './outcome.ts'

export interface TopicPlan {
  topic: string
  partitions: number
  replication: number
  /** Only these are looked after; what else somebody has set stays. */
  config: Record<string, string>
}

/** https://kafka.apache.org/protocol#The_Messages_DescribeConfigs: the source of what is set on a topic itself. */
const DYNAMIC_TOPIC_CONFIG = 1
const TOPIC = kafkajs.ConfigResourceTypes.TOPIC

/** Makes the topic, or brings its settings up to date. Throws for another number of partitions. */
export async function applyTopic(admin: Admin, plan: TopicPlan): Promise<Outcome> {
  const { topic, partitions, replication, config } = plan
  const made = await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic,
        numPartitions: partitions,
        replicationFactor: replication,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      },
    ],
  })
  if (made) {
    await untilThere(admin, topic)
    return { kind: 'topic', name: topic, outcome: 'created', detail: `${partitions} partitions` }
  }
  await refuseOtherPartitions(admin, plan)
  const set = await dynamicConfig(admin, topic)
  const changes = Object.entries(config).filter(([name, value]) => set[name] !== value)
  if (changes.length === 0) return { kind: 'topic', name: topic, outcome: 'unchanged' }
  const entries = Object.entries({ ...set, ...config }).map(([name, value]) => ({ name, value }))
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: TOPIC, name: topic, configEntries: entries }],
  })
  const detail = changes.map(([name, value]) => `${name}=${value}`).join(', ')
  return { kind: 'topic', name: topic, outcome: 'updated', detail }
}

/** A new topic is known to its maker first and to every broker some milliseconds later, which is no error. */
async function untilThere(admin: Admin, topic: string): Promise<void> {
  for (let tries = 100; ; tries--) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
      if (topics[0]?.partitions.every(({ leader }) => leader >= 0)) return
    } catch (error) {
      if (tries <= 0) throw error
    }
    if (tries <= 0) throw new Error(`topic ${topic} has been made, but has no leaders; see Kafka's log`)
    await wait(100)
  }
}

async function refuseOtherPartitions(admin: Admin, { topic, partitions }: TopicPlan): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
  const there = topics[0]?.partitions.length
  if (there === partitions) return
  throw new Error(
    `topic ${topic} has ${there} partitions, not ${partitions}. Their number cannot be changed, because the rows of a ` +
      `key would then lie in two of them and upsert would show an old one. If ${there} is meant, set partitions ` +
      `to ${there}; if not, delete topic and table ${topic}, which deletes their rows, and apply again`,
  )
}

/** What is set on the topic itself. */
async function dynamicConfig(admin: Admin, topic: string): Promise<Record<string, string>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: TOPIC, name: topic }],
  })
  const entries = resources.flatMap((resource) => resource.configEntries)
  return Object.fromEntries(
    entries
      .filter((entry) => Number(entry.configSource) === DYNAMIC_TOPIC_CONFIG)
      .map((entry) => [entry.configName, entry.configValue]),
  )
}
