import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { controlToken, DirectoryInUse, lockDataDirectory } from './data-directory.ts'
import { ensureDemoRace } from './demo-race.ts'
import { Service } from './service.ts'

// The embedded mode: generator and gateway as child processes on one data directory, behind one public port.

const root = resolve(import.meta.dirname, '../..')
const dataDirectory = resolve(process.env.DATA_DIR ?? join(root, 'data'))

let unlock: () => void
try {
  unlock = lockDataDirectory(dataDirectory)
} catch (error) {
  const { message } = error as Error
  console.error(
    error instanceof DirectoryInUse
      ? message
      : `DATA_DIR ${dataDirectory} cannot be used: ${message}. Set DATA_DIR to a directory that this user may write.`,
  )
  process.exit(1)
}

const token =
  process.env.CONTROL_TOKEN ?? controlToken(dataDirectory, () => randomBytes(24).toString('base64url'))
const environment: NodeJS.ProcessEnv = {
  LOG_LEVEL: 'warn',
  ...process.env,
  DATA_DIR: dataDirectory,
  CONTROL_TOKEN: token,
}

let gateway: Service | null = null
let announced = false

const generator = new Service({
  name: 'generator',
  script: join(root, 'generator/server.ts'),
  // Its port is its own affair: the gateway alone is public.
  environment: { ...environment, HOST: '127.0.0.1', GENERATOR_PORT: process.env.GENERATOR_PORT ?? '0' },
  onListening: (url) => startGateway(url),
  onFailedStart: giveUp,
})

/** The gateway is told where the generator listens, so it starts after it; a generator started again keeps its port. */
function startGateway(generatorUrl: string): void {
  if (gateway) return
  generator.set({ GENERATOR_PORT: new URL(generatorUrl).port })
  gateway = new Service({
    name: 'gateway',
    script: join(root, 'gateway/server.ts'),
    environment: { ...environment, GENERATOR_URL: generatorUrl },
    onListening: (url) => void announce(url),
    onFailedStart: giveUp,
  })
  gateway.start()
}

async function announce(url: string): Promise<void> {
  if (announced) return
  announced = true
  const race = await ensureDemoRace(url, token).catch((error: Error) => {
    console.error(`The demo race could not be made: ${error.message}`)
    return null
  })
  const shown = (process.env.PUBLIC_URL ?? url).replace(/\/$/, '')
  console.log(`
  Racecast is running.

    All races      ${shown}/
${race ? `    Watch          ${shown}/race/${race}\n` : ''}    Race control   ${shown}/control
    Control token  ${token}

  Data in ${dataDirectory}. Ctrl-C stops it; races go on where they should be at the next start.
`)
}

let stopping = false

async function stop(code: number): Promise<void> {
  // Ctrl-C reaches every process of the terminal, and npm hands it on once more.
  if (stopping) return
  stopping = true
  // Both at once: Ctrl-C has reached both already, and neither is to be started again.
  await Promise.all([gateway?.stop(), generator.stop()])
  unlock()
  process.exit(code)
}

function giveUp(code: number | null): void {
  void stop(code ?? 1)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

generator.start()
