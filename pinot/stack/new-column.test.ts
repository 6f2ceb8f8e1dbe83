import { describe, expect, it, onTestFinished } from 'vitest'
import { openSink, openStore } from '../adapters/index.ts'
import { apply, applySettings } from '../apply/index.ts'
import { applyTopic } from '../apply/topics.ts'
import { eventually } from '../contract/adapters.ts'
import { GUN, raceRecord } from '../contract/index.ts'
import { openController } from '../controller/controller.ts'
import { kafkaClient } from '../kafka/client.ts'
import type { Schema } from '../tables/config-files.ts'
import { schemaFor, tableFor } from '../tables/fill-in.ts'
import { execute } from '../testing/as-pinotdb.ts'
import { namedPlace } from '../testing/place.ts'
import { serversAreMissing, stackTimeout } from '../testing/servers.ts'

/** A place whose table of races has not the column that says who may know of one. */
async function olderPlace() {
  const place = await namedPlace()
  onTestFinished(() => place.remove(), stackTimeout)
  const { names } = place.kafka
  const admin = kafkaClient(place.kafka).admin()
  await admin.connect()
  await applyTopic(admin, { topic: names.races, partitions: 1, replication: 1, config: {} })
  await admin.disconnect()
  const controller = openController(place.controller)
  const schema = schemaFor('races', names) as Schema & { dimensionFieldSpecs: { name: string }[] }
  const columns = schema.dimensionFieldSpecs.filter(({ name }) => name !== 'visibility' && name !== 'rulings')
  await controller.addSchema({ ...schema, dimensionFieldSpecs: columns })
  const { tableReplication: replication, recordDays: retentionDays } = applySettings()
  await controller.addTable(tableFor('races', names, { kafka: place.kafka, replication, retentionDays }))
  await controller.close()
  return place
}

describe.skipIf(serversAreMissing)(
  'a table from before there were private races',
  { timeout: stackTimeout },
  () => {
    it.each([
      ['with races in it', [raceRecord()]],
      ['that is empty', []],
    ])('%s takes private ones as soon as it has been brought up to date', async (_, before) => {
      const place = await olderPlace()
      const [sink, store] = [openSink(place.eventsUrl), openStore(place.storeUrl)]
      onTestFinished(() => Promise.all([sink.close(), store.close()]).then(() => {}))
      for (const race of before) await sink.putRace(race)
      const count = `SELECT COUNT(*) AS n FROM ${place.kafka.names.races}`
      await eventually(async () => expect(await execute(place, count)).toEqual([{ n: before.length }]))
      const controller = openController(place.controller)
      await eventually(async () =>
        expect(JSON.stringify(await controller.consumingSegments(place.kafka.names.races))).toContain(
          '"consumerState":"CONSUMING"',
        ),
      )
      await controller.close()
      // As long as it has no such column it says nothing rather than that a race is public.
      await expect(store.races()).rejects.toThrow()
      const outcomes = await apply({ ...place, courses: [], settings: applySettings() })
      const updated = { kind: 'schema', name: place.kafka.names.races, outcome: 'updated' }
      expect(outcomes).toContainEqual(expect.objectContaining(updated))
      const after = raceRecord({ visibility: 'private', startTime: GUN - 1 })
      await sink.putRace(after)
      await eventually(async () => {
        const races = await store.races()
        // Never without the word that it is private.
        for (const race of races) if (race.runId === after.runId) expect(race).toEqual(after)
        expect(races).toEqual([...before, after])
      })
      await sink.putRace({ ...after, status: 'finished', updatedAt: after.updatedAt + 1 })
      await eventually(async () =>
        expect((await store.races()).at(-1)).toMatchObject({ status: 'finished', visibility: 'private' }),
      )
    })
  },
)
