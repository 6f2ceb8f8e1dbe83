import { randomBytes } from 'node:crypto'
import { announcement } from './announcement.ts'
import { type Backing, embedded } from './backing.ts'
import { controlToken, DirectoryInUse, lockDataDirectory } from './data-directory.ts'
import { ensureRaceToWatch } from './demo-race.ts'
import { onStack } from './on-stack.ts'
import { refuseTakenPorts } from './public-ports.ts'
import { type ServiceAddresses, startServices } from './services.ts'
import { dataDirectory as directoryOf, gatewayPorts, launchSettings, type Mode } from './settings.ts'

// main.ts [stack]: generator and gateways as child processes on one data directory; what they stand on is the mode's.

const mode: Mode = process.argv[2] === 'stack' ? 'stack' : 'embedded'
const dataDirectory = directoryOf(process.env)
const say = (line: string) => console.log(line)

const interrupt = new AbortController()
let services: ReturnType<typeof startServices> | null = null
let backing: Backing | null = null
let unlock = () => {}
let starting: Promise<void> = Promise.resolve()
let stopping = false

async function stop(code: number): Promise<void> {
  // Ctrl-C reaches every process of the terminal, and npm hands it on once more.
  if (stopping) return
  stopping = true
  interrupt.abort()
  // Whoever is interrupted while it starts a stack stops what it has started.
  await starting.catch(() => {})
  await services?.stop()
  await backing?.close().catch((error: Error) => console.error(error.message))
  unlock()
  process.exit(code)
}

function lock(): () => void {
  try {
    return lockDataDirectory(dataDirectory)
  } catch (error) {
    if (error instanceof DirectoryInUse) throw error
    const why = (error as Error).message
    throw new Error(
      `DATA_DIR ${dataDirectory} cannot be used: ${why}. Set DATA_DIR to a directory that this user may write.`,
      { cause: error },
    )
  }
}

async function start(): Promise<void> {
  const settings = launchSettings(mode, process.env)
  unlock = lock()
  const ports = gatewayPorts(settings)
  await refuseTakenPorts(settings.host, ports)
  const token =
    process.env.CONTROL_TOKEN ?? controlToken(dataDirectory, () => randomBytes(24).toString('base64url'))
  const request = { environment: process.env, dataDirectory, say, signal: interrupt.signal }
  backing = mode === 'stack' ? await onStack(request) : embedded
  // Ctrl-C while it got ready.
  if (interrupt.signal.aborted) return

  const announce = async ({ generator, gateways }: ServiceAddresses) => {
    const race = await ensureRaceToWatch({ generator, gateway: gateways[0]!, token }).catch(
      (error: Error) => {
        console.error(`The demo race could not be made: ${error.message}`)
        return null
      },
    )
    const { host, publicUrl } = settings
    if (!stopping)
      say(announcement({ gateways, host, publicUrl, race, token, backing: backing!, dataDirectory }))
  }
  services = startServices({
    environment: {
      LOG_LEVEL: 'warn',
      ...process.env,
      ...backing.environment,
      DATA_DIR: dataDirectory,
      CONTROL_TOKEN: token,
    },
    gatewayPorts: ports,
    onListening: (addresses) => void announce(addresses),
    onFailedStart: (code) => void stop(code ?? 1),
  })
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
starting = start()
starting.catch((error: Error) => {
  if (stopping) return
  console.error(error.message)
  void stop(1)
})
