import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSink } from '../adapters/index.ts'
import { fixRow, raceRecord } from '../contract/rows.ts'
import { type ConsumerLag, openConsumerLag, type PartitionLag } from '../lag/index.ts'
import { type Place, readyPlace } from '../testing/place.ts'
import { serversAreMissing, stackTimeout } from '../testing/servers.ts'

describe.skipIf(serversAreMissing)('the consumer lag', { timeout: stackTimeout }, () => {
  let place: Place
  let lag: ConsumerLag

  beforeAll(async () => {
    place = await readyPlace([])
    lag = openConsumerLag(place.kafka, place.controller)
  }, stackTimeout)
  afterAll(async () => {
    await lag?.close()
    await place?.remove()
  }, stackTimeout)

  const fixes = (all: readonly PartitionLag[]) =>
    all.filter(({ topic }) => topic === place.kafka.names.parkrun)
  const sum = (all: readonly PartitionLag[], pick: (one: PartitionLag) => number | null) =>
    all.reduce((total, one) => total + (pick(one) ?? Number.NaN), 0)

  it('names every partition of every topic, and comes to nothing once Pinot has read what was sent', async () => {
    const { runId } = raceRecord()
    const sink = openSink(place.eventsUrl)
    await sink.putFixes(Array.from({ length: 500 }, (_, i) => fixRow(runId, i + 1, 1000)))
    await sink.close()
    const caughtUp = async () => sum(fixes(await lag.read()), ({ consumed }) => consumed)
    await expect.poll(caughtUp, { timeout: 30_000, interval: 200 }).toBe(500)
    const all = await lag.read()
    expect(all).toHaveLength(5)
    expect(sum(fixes(all), ({ end }) => end)).toBe(500)
    expect(sum(all, ({ behind }) => behind)).toBe(0)
  })
})
