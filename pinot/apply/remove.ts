import type { PinotAddress } from '../broker/address.ts'
import { openController } from '../controller/controller.ts'
import type { KafkaAddress } from '../kafka/address.ts'
import { kafkaClient } from '../kafka/client.ts'
import { TABLES, TOPICS } from '../tables/names.ts'

/** Deletes what `apply` has made, rows and all. What is not there is passed over. */
export async function remove(kafka: KafkaAddress, controllerAddress: PinotAddress): Promise<void> {
  const { names } = kafka
  const controller = openController(controllerAddress)
  const admin = kafkaClient(kafka).admin()
  try {
    for (const table of TABLES) {
      await controller.removeTable(names[table])
      await controller.removeSchema(names[table])
    }
    await admin.connect()
    const there = await admin.listTopics()
    const topics = TOPICS.map((topic) => names[topic]).filter((name) => there.includes(name))
    if (topics.length > 0) await admin.deleteTopics({ topics })
  } finally {
    await Promise.all([controller.close(), admin.disconnect().catch(() => undefined)])
  }
}
