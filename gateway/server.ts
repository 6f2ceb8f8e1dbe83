import { createEventTime } from '@racecast/pinot/event-time'
import { buildApp } from './app.ts'
import { type Clock, systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { createLogger } from './observe/logger.ts'
import { openPorts } from './ports.ts'
import { keepTime } from './replica/keep-time.ts'

async function start(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLogger(config.logLevel)
  const time = createEventTime()
  const clock: Clock = { ...systemClock, now: time.now, aheadMs: time.aheadMs }
  const ports = openPorts(config, clock, log)
  const app = await buildApp(config, ports, clock)
  const stopKeepingTime = keepTime({ races: ports.races, time, clock, log })

  let stopping = false
  const stop = async (why: string) => {
    if (stopping) return
    stopping = true
    log.info({ why }, 'stopping')
    stopKeepingTime()
    await app.close()
    await ports.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)
  // Whoever started it has died: nobody else would end it.
  process.on('disconnect', () => stop('disconnect'))

  await ports.start()
  const { host, port } = config
  const url = await app.listen({ host, port, listenTextResolver: () => 'bound' })
  log.info({ url, publicUrl: config.publicUrl }, 'listening')
  process.send?.({ listening: url })
}

try {
  await start()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
