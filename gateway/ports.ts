import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { openStore } from '@racecast/pinot/adapters'
import type { Logger } from 'pino'
import { createAccess } from './access/access.ts'
import { connectGenerator } from './access/generator.ts'
import { signingKeyIn } from './access/signing-key.ts'
import type { Ports } from './app.ts'
import { openBus } from './bus/index.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { createLiveRaces } from './replica/live-races.ts'
import { createMomentsThread } from './rewind/moments/moments-thread.ts'
import { createWorkerMaker } from './rewind/worker-maker.ts'

/**
 * Opens what the settings name. Throws for what cannot be opened.
 *
 * @param clock tells the time of the races, which may be ahead of the machine's
 */
export function openPorts(config: Config, clock: Clock, log: Logger) {
  mkdirSync(config.dataDir, { recursive: true })
  const store = openStore(config.storeUrl, (error) =>
    log.error(
      { err: error },
      'the record of a race cannot be read: it is left out until a correct one is sent',
    ),
  )
  const signingKey = config.signingKey ?? signingKeyIn(config.dataDir)
  const bus = openBus({ url: config.busUrl, clock, log })
  // Keys and sessions end at a time of day, whatever time that of the races has become.
  const access = createAccess({ signingKey, controlToken: config.controlToken, bus, clock: systemClock })
  const catalogue = openCatalogue({ addedDir: join(config.dataDir, 'courses') })
  const races = createLiveRaces({ store, bus, catalogue, clock, log })
  const maker = createWorkerMaker({ root: join(config.dataDir, 'rewind'), storeUrl: config.storeUrl })
  const moments = createMomentsThread()
  const generator =
    config.generatorUrl === undefined
      ? null
      : connectGenerator({ url: config.generatorUrl, token: config.controlToken })
  return {
    ...({ store, bus, access, catalogue, races, generator, maker, moments, log } satisfies Ports),
    /** Begins to poll. */
    start: () => races.start(),
    async close(): Promise<void> {
      access.close()
      await races.stop()
      await bus.close()
      await store.close()
    },
  }
}
