import { openCatalogue } from '@racecast/courses/catalogue'
import { createAccess } from '../access/access.ts'
import { buildApp } from '../app.ts'
import type { Clock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { emptyBus, emptyStore, idleMaker, noMoments } from '../fixtures/empty-ports.ts'
import { createLogger } from '../observe/logger.ts'

const token = 'token-of-the-benchmark'

/**
 * The whole gateway with its page and the test race, on a free port of this machine, whose clock goes `speed` times as fast as
 * the machine's: all that it waits for is over so much sooner, and a tick comes so many times a second.
 */
export async function hurriedGateway(speed: number): Promise<{ url: string; close(): Promise<void> }> {
  const begun = Date.now()
  const clock: Clock = {
    now: () => Math.round(begun + (Date.now() - begun) * speed),
    elapsed: () => performance.now() * speed,
    schedule(ms, run) {
      const timer = setTimeout(run, ms / speed)
      return () => clearTimeout(timer)
    },
  }
  const config = readConfig({ CONTROL_TOKEN: token, LOG_LEVEL: 'silent', TEST_RACE: '1' })
  const access = createAccess({ signingKey: token.repeat(2), controlToken: token, bus: emptyBus, clock })
  const races = {
    ...{ list: () => [], get: () => undefined, refresh: async () => {} },
    ...{ onGone: () => () => {}, onPrivate: () => () => {} },
    ...{ listDownSince: null, status: () => [] },
  }
  const ports = { races, store: emptyStore, bus: emptyBus, access, catalogue: openCatalogue() }
  const app = await buildApp(
    config,
    { ...ports, generator: null, maker: idleMaker, moments: noMoments, log: createLogger('silent') },
    clock,
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    async close() {
      await app.close()
      access.close()
    },
  }
}
