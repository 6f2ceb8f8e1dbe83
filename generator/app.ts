import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { type Clock, secondOf } from './clock.ts'
import type { Config } from './config.ts'
import { healthRoutes } from './http/health.ts'
import { problemReplies } from './http/problem-replies.ts'
import { raceRoutes } from './http/races.ts'
import { createPreviewThread } from './preview/preview-thread.ts'
import type { GeneratorPorts } from './race/ports.ts'
import { createRacing } from './race/racing.ts'
import { startTicker } from './tick/ticker.ts'

/**
 * The generator: its HTTP interface, and the tick that publishes all races, which begins when the app is ready and
 * ends when it closes. The ports stay the caller's to close, after that.
 */
export function buildApp(
  { controlToken, logLevel }: Pick<Config, 'controlToken' | 'logLevel'>,
  ports: GeneratorPorts,
  clock: Clock,
): FastifyInstance {
  const app = Fastify({
    logger: { level: logLevel },
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
  })
  const previews = createPreviewThread()
  const racing = createRacing(ports, { clock, log: app.log, field: previews.field })
  let stopTicking = () => {}

  problemReplies(app)
  raceRoutes(app, racing, previews, controlToken)
  healthRoutes(app, racing)

  app.addHook('onReady', async () => {
    await racing.start()
    // What was missed while nobody was here is made up for beside the first requests.
    void racing.tick(secondOf(clock.now()))
    stopTicking = startTicker(clock, (second) => void racing.tick(second))
  })
  app.addHook('onClose', async () => {
    stopTicking()
    await previews.close()
    await racing.end()
  })
  return app
}
