import { afterAll, beforeAll, describe } from 'vitest'
import { openSink, openStore } from '../adapters/index.ts'
import { describeEventSinkAndStore } from '../contract/index.ts'
import { type Place, readyPlace } from '../testing/place.ts'
import { serversAreMissing, stackTimeout } from '../testing/servers.ts'

describe.skipIf(serversAreMissing)('on real servers', { timeout: stackTimeout }, () => {
  let place: Place
  beforeAll(async () => {
    place = await readyPlace()
  }, stackTimeout)
  afterAll(() => place?.remove(), stackTimeout)

  describeEventSinkAndStore('Kafka and Pinot', async () => ({
    sink: openSink(place.eventsUrl),
    store: openStore(place.storeUrl),
    reopenSink: () => openSink(place.eventsUrl),
    eventsUrl: place.eventsUrl,
    stoppedKeepsLease: false,
  }))
})
