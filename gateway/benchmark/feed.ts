import { openCatalogue } from '@racecast/courses/catalogue'
import { createAccess } from '../access/access.ts'
import { buildApp } from '../app.ts'
import { systemClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { nobodyWatches } from '../feed/feed-observer.ts'
import { createHub } from '../feed/hub.ts'
import { emptyStore, idleMaker, noMoments } from '../fixtures/empty-ports.ts'
import { createLogger } from '../observe/logger.ts'
import { recordedRace } from './recorded-race.ts'
import type { Recording } from './recording.ts'

const token = 'token-of-the-benchmark'

/** The whole gateway, listening on a free port of this machine; each call of `next` is a second of the recorded race. */
export async function feedBenchmark(recording: Recording) {
  const { race, bus, next } = recordedRace(recording)
  const config = readConfig({
    ...{ CONTROL_TOKEN: token, LOG_LEVEL: 'silent', UI_DIR: '/nonexistent', TEST_RACE: '0' },
    ...{ MAX_VIEWERS: '100000', CONNECT_RATE: '100000' },
  })
  const isIt = (name: string) => name === race.info.runId || name === race.info.slug
  const races = {
    list: () => [race],
    get: (name: string) => (isIt(name) ? race : undefined),
    onGone: () => () => {},
    onPrivate: () => () => {},
    refresh: async () => {},
    listDownSince: null,
    status: () => [],
  }
  const access = createAccess({ signingKey: token.repeat(2), controlToken: token, bus, clock: systemClock })
  const ports = { races, store: emptyStore, bus, access, catalogue: openCatalogue() }
  const app = await buildApp(
    config,
    { ...ports, generator: null, maker: idleMaker, moments: noMoments, log: createLogger('silent') },
    systemClock,
  )
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return { port: Number(new URL(address).port), next, close: () => app.close() }
}

/** What the feed writes to one viewer for each second of the recording: the very bytes, frame heads and pings included. */
export function bytesOnTheWire(recording: Recording, format: 'json' | 'bin'): Buffer[] {
  const { race, next } = recordedRace(recording)
  const hub = createHub({
    get: () => race,
    lookUp: async () => race,
    clock: { now: () => 0, elapsed: () => 0, schedule: () => () => {} },
    observer: nobodyWatches,
  })
  const written: Buffer[] = []
  const write = (frames: Buffer) => written.push(frames) > 0
  const socket = { write, writtenBytes: 0, pendingBytes: 0, close() {} }
  const viewer = hub.connect(socket, format)
  hub.receive(viewer, JSON.stringify({ type: 'subscribe', race: race.info.runId }))
  written.length = 0
  for (const _ of recording.frames) next()
  hub.stop()
  return written
}
