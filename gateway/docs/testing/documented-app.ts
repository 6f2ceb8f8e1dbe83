import { openCatalogue } from '@racecast/courses/catalogue'
import { createAccess } from '../../access/access.ts'
import { buildApp } from '../../app.ts'
import { systemClock } from '../../clock.ts'
import { readConfig } from '../../config.ts'
import { emptyBus, emptyStore, idleMaker, noMoments } from '../../fixtures/empty-ports.ts'
import { FakeRaces } from '../../fixtures/fake-race.ts'
import { controlToken, signingKey } from '../../fixtures/gateway.ts'
import { createLogger } from '../../observe/logger.ts'

/** A gateway with nothing in it that has all its routes. */
export async function documentedApp() {
  const config = readConfig({ UI_DIR: '/nonexistent', CONTROL_TOKEN: controlToken })
  const access = createAccess({ signingKey, controlToken, bus: emptyBus, clock: systemClock })
  const app = await buildApp(
    config,
    {
      ...{ races: new FakeRaces(), store: emptyStore, bus: emptyBus, access, catalogue: openCatalogue() },
      ...{ generator: null, maker: idleMaker, moments: noMoments, log: createLogger('silent') },
    },
    systemClock,
  )
  app.addHook('onClose', async () => access.close())
  return app
}
