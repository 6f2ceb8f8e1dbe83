import { randomBytes } from 'node:crypto'
import type { Course } from '@racecast/courses'
import { openCatalogue } from '@racecast/courses/catalogue'
import { apply, applySettings, remove } from '../apply/index.ts'
import { type PinotAddress, pinotAddress } from '../broker/address.ts'
import { type KafkaAddress, kafkaAddress } from '../kafka/address.ts'
import { testServers } from './servers.ts'

/** Topics and tables of random names on real servers. */
export interface Place {
  suffix: string
  eventsUrl: string
  storeUrl: string
  kafka: KafkaAddress
  broker: PinotAddress
  controller: PinotAddress
  remove(): Promise<void>
}

/** Names of its own on the servers that tests use; nothing is made there yet. */
export async function namedPlace(): Promise<Place> {
  const { kafka: bootstrap, pinotBroker, pinotController } = await testServers()
  const suffix = `_${randomBytes(6).toString('hex')}`
  const eventsUrl = `kafka://${bootstrap}?suffix=${suffix}`
  const storeUrl = `pinot://${pinotBroker}?suffix=${suffix}`
  const kafka = kafkaAddress(eventsUrl)
  const controller = pinotAddress(`pinot://${pinotController}`)
  return {
    suffix,
    eventsUrl,
    storeUrl,
    kafka,
    broker: pinotAddress(storeUrl),
    controller,
    remove: () => remove(kafka, controller),
  }
}

/** A place with its topics and tables made and the courses loaded. */
export async function readyPlace(courses: readonly Course[] = openCatalogue().list()): Promise<Place> {
  const place = await namedPlace()
  await apply({ ...place, courses, settings: applySettings() })
  return place
}
