import type { Course } from '@racecast/courses'
import type { PinotAddress } from '../broker/address.ts'
import { createAsk } from '../broker/query.ts'
import { openController } from '../controller/controller.ts'
import type { KafkaAddress } from '../kafka/address.ts'
import { kafkaClient } from '../kafka/client.ts'
import { explain } from '../kafka/errors.ts'
import { schemaFor, tableFor } from '../tables/fill-in.ts'
import { type Names, TABLES } from '../tables/names.ts'
import { askUntil } from './ask-until.ts'
import { applyCourses, holds } from './courses.ts'
import { beginFreshSegments } from './fresh-segments.ts'
import type { Outcome } from './outcome.ts'
import type { ApplySettings } from './settings.ts'
import { applySchema, applyTable } from './tables.ts'
import { applyTopic, type TopicPlan } from './topics.ts'

export interface ApplyTarget {
  kafka: KafkaAddress
  /** Kafka as Pinot's servers reach it; the same if left out. */
  kafkaForPinot?: KafkaAddress | undefined
  controller: PinotAddress
  broker: PinotAddress
  courses: readonly Course[]
  settings: ApplySettings
  onOutcome?: (outcome: Outcome) => void
}

const DAY_MS = 86_400_000

/** Kept by the newest record of each key, and no longer than `recordDays` after it. */
function topicPlans(names: Names, settings: ApplySettings): TopicPlan[] {
  const { partitions, topicReplication: replication, topicDays, recordDays } = settings
  const records = { 'cleanup.policy': 'compact,delete', 'retention.ms': String(recordDays * DAY_MS) }
  const fixes = { 'cleanup.policy': 'delete', 'retention.ms': String(topicDays * DAY_MS) }
  return [
    { topic: names.parkrun, partitions, replication, config: fixes },
    { topic: names.races, partitions: 1, replication, config: records },
    { topic: names.entries, partitions, replication, config: records },
  ]
}

async function applyTopics(kafka: KafkaAddress, plans: readonly TopicPlan[]): Promise<Outcome[]> {
  const admin = kafkaClient(kafka).admin()
  try {
    await admin.connect()
    const outcomes: Outcome[] = []
    for (const plan of plans) outcomes.push(await applyTopic(admin, plan))
    return outcomes
  } catch (error) {
    throw explain(error, kafka.shown)
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}

/**
 * Makes topics, schemas and tables or brings them up to date, loads the courses, and waits until all tables answer.
 * What is as it should be stays untouched, so a second call changes nothing. Errors say what to do.
 */
export async function apply(target: ApplyTarget): Promise<Outcome[]> {
  const { kafka, broker, controller: controllerAddress, courses, settings } = target
  const { names } = kafka
  if (JSON.stringify(names) !== JSON.stringify(broker.names))
    throw new Error(
      `${kafka.shown} and ${broker.shown} have different prefix or suffix; write the same in both`,
    )
  const outcomes: Outcome[] = []
  const report = (outcome: Outcome) => {
    outcomes.push(outcome)
    target.onOutcome?.(outcome)
  }
  const controller = openController(controllerAddress)
  const { ask, close } = createAsk(broker)
  try {
    for (const outcome of await applyTopics(kafka, topicPlans(names, settings))) report(outcome)
    for (const table of TABLES) {
      const schema = await applySchema(controller, schemaFor(table, names))
      report(schema)
      const retentionDays = table === 'parkrun' ? settings.tableDays : settings.recordDays
      const fill = {
        kafka: target.kafkaForPinot ?? kafka,
        replication: settings.tableReplication,
        retentionDays,
      }
      const config = tableFor(table, names, fill)
      const made = await applyTable(controller, config)
      report(made)
      const isOlder = schema.outcome === 'updated' && made.outcome !== 'created'
      if (isOlder && config.tableType === 'REALTIME')
        await beginFreshSegments(controller, names[table], settings.waitS)
    }
    report(await applyCourses(controller, ask, names.courses, courses))
    for (const table of TABLES) {
      const answers =
        table === 'courses'
          ? () => holds(ask, names.courses, courses)
          : () => ask(`SELECT COUNT(*) FROM ${names[table]}`, 2).then(() => true)
      await untilItAnswers(answers, names[table], settings.waitS)
    }
    return outcomes
  } finally {
    await Promise.all([controller.close(), close()])
  }
}

async function untilItAnswers(check: () => Promise<boolean>, table: string, waitS: number): Promise<void> {
  let reason: unknown = 'its rows are not what was loaded'
  const answers = () =>
    check().catch((error: unknown) => {
      reason = error
      return false
    })
  if (await askUntil(answers, Boolean, waitS)) return
  const why = reason instanceof Error ? reason.message : reason
  throw new Error(`table ${table} does not answer within ${waitS} s: ${why}; see Pinot's logs`, {
    cause: reason,
  })
}
