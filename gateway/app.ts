import { join } from 'node:path'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Catalogue } from '@racecast/courses/catalogue'
import type { PositionStore } from '@racecast/pinot/ports'
import type { FastifyBaseLogger } from 'fastify'
import Fastify, { LogController } from 'fastify'
import type { Access } from './access/access.ts'
import type { Generator } from './access/generator.ts'
import { guarded } from './access/guarded-race.ts'
import { createWrongTokens } from './access/wrong-tokens.ts'
import type { Bus } from './bus/bus.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { createAcknowledgements } from './desk/acknowledgement.ts'
import { createAudit } from './desk/audit.ts'
import { createPresence } from './desk/presence.ts'
import { documents } from './docs/route.ts'
import { createAdmission } from './feed/admission.ts'
import { createHub } from './feed/hub.ts'
import { createLookUp } from './feed/look-up.ts'
import { feedRoute } from './feed/route.ts'
import { createHealthMonitor } from './health/monitor.ts'
import { baseMapOf } from './map/base-map.ts'
import { serveTiles } from './map/serve-tiles.ts'
import { createMetrics } from './observe/metrics.ts'
import { observe } from './observe/routes.ts'
import { page } from './page/page.ts'
import { securityHeaders } from './page/security-headers.ts'
import type { LiveRaces } from './replica/live-race.ts'
import { answerProblems, frameworkErrors } from './rest/http/answer-problems.ts'
import { unreadableRequest } from './rest/http/unreadable-request.ts'
import { validatorCompiler } from './rest/http/validation.ts'
import { rest } from './rest/index.ts'
import { createPast } from './rest/race/past.ts'
import type { Maker } from './rewind/maker.ts'
import type { MomentReader } from './rewind/moments/moments.ts'
import { createRecordings } from './rewind/recordings.ts'
import { organiserOf } from './site/organiser.ts'
import { shareableUrl } from './site/public-url.ts'
import { serveLogo } from './site/serve-logo.ts'
import { withTestRace } from './test-race/with-test-race.ts'
import { createTickShelves } from './ticks/tick-shelves.ts'
import { trustedProxies } from './trusted-proxies.ts'

/** What the gateway stands on; whoever opened it closes it. */
export interface Ports {
  races: LiveRaces
  store: PositionStore
  bus: Bus
  access: Access
  catalogue: Catalogue
  generator: Generator | null
  /** Makes the recordings that races are rewound with. */
  maker: Maker
  /** Reads moments out of them. */
  moments: MomentReader
  log: FastifyBaseLogger
}

/** How long a request may take to arrive, ms: who begins and does not go on holds no connection for long. */
const patience = {
  requestTimeout: 60_000,
  http: { headersTimeout: 10_000, connectionsCheckingInterval: 1000 },
}

/** The gateway's one server: page, `/api`, `/feed`, health and metrics. */
export async function buildApp(config: Config, ports: Ports, clock: Clock) {
  const { store, bus, access, generator, log } = ports
  const test = config.testRace === 1 ? withTestRace(ports, clock) : null
  const { races, catalogue } = test ?? ports
  const app = Fastify({
    loggerInstance: log,
    // A screen asks every second: only what goes wrong is worth a line.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies(config.trustProxy),
    ...patience,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors,
    clientErrorHandler: unreadableRequest,
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(() => (body) => JSON.stringify(body))
  app.removeContentTypeParser('text/plain')
  answerProblems(app)
  securityHeaders(app)
  const baseMap = baseMapOf(config)
  // Not registered but called, so that whatever finds nothing at its address can fall back on the page.
  await page(app, {
    directory: config.uiDir,
    frameAncestors: config.frameAncestors,
    courseOf(slug) {
      const race = races.get(slug)
      return race && access.mayWatch(null, guarded(race)) === true ? race.info.course : undefined
    },
    mapOrigin: baseMap?.kind === 'style' ? baseMap.origin : null,
  })
  const organiser = organiserOf(config)
  serveLogo(app, organiser)
  serveTiles(app, baseMap)

  documents(app)

  const metrics = createMetrics()
  const hub = createHub({
    get: (race) => races.get(race),
    lookUp: createLookUp(races, clock),
    access,
    clock,
    observer: {
      ...metrics.observer,
      frame(sent) {
        metrics.observer.frame(sent)
        health.frame(sent)
      },
    },
  })
  const health = createHealthMonitor({ races: ports.races, store, bus, generator, hub, clock, log })
  app.addHook('onClose', async () => health.close())
  metrics.watch(hub, races)
  const listening = [
    races.onGone((runId) => hub.raceGone(runId)),
    races.onPrivate((runId) => hub.racePrivate(runId)),
  ]
  app.addHook('onClose', async () => {
    for (const stop of listening) stop()
  })
  test?.testRace.onBye(() => hub.bye(test.testRace.info.runId))

  const admission = createAdmission({
    mostViewers: config.maxViewers,
    perSecond: config.connectRate,
    viewers: () => hub.size,
    clock,
    observer: metrics.observer,
  })
  const ticks = createTickShelves(clock)
  const { tickAsked } = metrics
  const recordings = createRecordings({
    ...{ races: ports.races, maker: ports.maker, moments: ports.moments, clock, log },
    root: join(config.dataDir, 'rewind'),
    mostBytes: config.rewindMaxMb * 1_000_000,
    keepMs: config.rewindDays * 86_400_000,
  })
  const past = createPast(store, recordings)
  const audit = createAudit({ bus, clock, log })
  app.addHook('onClose', async () => audit.close())
  const { metricsToken } = config
  const wrongTokens = createWrongTokens(clock)
  await app.register(feedRoute, { hub, admission, access, wrongTokens, clock })
  await app.register(rest, {
    ...{ races, access, catalogue, past, generator, clock },
    ...{ hub, admission, ticks, recordings, tickAsked, wrongTokens },
    ...{
      audit,
      health,
      acknowledgements: createAcknowledgements(bus),
      presence: createPresence({ bus, clock, log }),
    },
    ...{ organiser, baseMap, publicUrl: shareableUrl(config.publicUrl) },
  })
  await app.register(observe, { metrics, metricsToken, access, wrongTokens, store, bus, races, clock })
  return app
}
