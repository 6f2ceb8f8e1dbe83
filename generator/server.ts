import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { openSink } from '@racecast/pinot/adapters'
import { buildApp } from './app.ts'
import { systemClock } from './clock.ts'
import { configFrom } from './config.ts'

async function start(): Promise<void> {
  const config = configFrom(process.env)
  mkdirSync(config.dataDir, { recursive: true })
  const sink = openSink(config.eventsUrl)
  const courses = openCatalogue({ addedDir: join(config.dataDir, 'courses') })
  const app = buildApp(config, { sink, courses }, systemClock)

  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    app.log.info({ signal }, 'stopping')
    await app.close()
    await sink.close()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // Whoever started it has died: nobody else would end it, and a second generator must not meet it.
  process.on('disconnect', () => stop('disconnect'))

  const url = await app.listen({ host: config.host, port: config.port, listenTextResolver: () => 'bound' })
  app.log.info({ url }, 'listening')
  process.send?.({ listening: url })
}

try {
  await start()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
