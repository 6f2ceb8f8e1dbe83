import { join } from 'node:path'
import { configFromEnvironment } from '../stack/config.ts'
import type { ServerName } from '../stack/servers/server.ts'
import { type RunningStack, startStack } from '../stack/start.ts'
import { superviseStack } from '../stack/supervise.ts'
import type { Backing } from './backing.ts'
import { watchCourses } from './course-watch.ts'
import { applyPinot } from './pinot-apply.ts'

/** What may be replaced in tests. */
export interface StackTools {
  startStack: typeof startStack
  superviseStack: typeof superviseStack
  applyPinot: typeof applyPinot
}

export interface StackRequest {
  environment: NodeJS.ProcessEnv
  dataDirectory: string
  say: (line: string) => void
  /** Ends the preparation; what it had started is stopped again. */
  signal: AbortSignal
}

/** Each server's address: given by a variable, or where the stack of this machine has it. */
const variables = {
  EVENTS_URL: { scheme: 'kafka', of: ({ kafka }: RunningStack['addresses']) => `kafka://${kafka}` },
  STORE_URL: { scheme: 'pinot', of: ({ pinotBroker }: RunningStack['addresses']) => asPinot(pinotBroker) },
  PINOT_CONTROLLER_URL: {
    scheme: 'pinot',
    of: ({ pinotController }: RunningStack['addresses']) => asPinot(pinotController),
  },
  BUS_URL: { scheme: 'redis', of: ({ redis }: RunningStack['addresses']) => redis },
} as const
type Variable = keyof typeof variables
const names = Object.keys(variables) as Variable[]

const asPinot = (url: string) => url.replace(/^http:/, 'pinot:')
/** Addresses as they are printed: without secrets and parameters. */
const shownHosts = (url: string) => url.replace(/^[a-z]+:\/\/([^@]*@)?|\?.*$/g, '')
const shownConsole = (url: string) => `${url.includes('tls=true') ? 'https' : 'http'}://${shownHosts(url)}`

/**
 * Kafka, Pinot and Redis, with topics, tables and courses, ready for generator and gateways. Servers that are not
 * named by EVENTS_URL, STORE_URL, PINOT_CONTROLLER_URL and BUS_URL are those of this machine's stack, started
 * unless it runs, and started again when one of them dies. Courses that are added later are loaded into Pinot when they come.
 */
export async function onStack(
  { environment, dataDirectory, say, signal }: StackRequest,
  tools: StackTools = { startStack, superviseStack, applyPinot },
): Promise<Backing> {
  const given = givenAddresses(environment)
  const started: ServerName[] = []
  const stack = names.every((name) => given[name])
    ? null
    : await startedStack({ environment, dataDirectory, say, signal }, tools, started)
  const addresses = Object.fromEntries(
    names.map((name) => [name, given[name] ?? variables[name].of(stack!.addresses)]),
  ) as Record<Variable, string>
  const load = () => tools.applyPinot({ ...addresses, DATA_DIR: dataDirectory }, signal)
  const stop = async () => {
    if (!stack || started.length === 0) return
    say(`  Stopping ${started.join(', ')} ...`)
    await stack.stop(started)
  }
  try {
    for (const line of await load()) say(`  ${line}`)
  } catch (error) {
    await stop()
    throw error
  }
  const supervision = stack && tools.superviseStack(stack.config, (line) => say(`  ${line}`))
  const endWatch = watchCourses(join(dataDirectory, 'courses'), load, ({ message }) => say(`  ${message}`))
  return {
    environment: addresses,
    servers: [
      ['Kafka', shownHosts(addresses.EVENTS_URL)],
      ['Pinot console', shownConsole(addresses.PINOT_CONTROLLER_URL)],
      ['Redis', `redis://${shownHosts(addresses.BUS_URL)}`],
    ],
    atTheEnd: !stack
      ? ''
      : started.length > 0
        ? `and what it has started: ${started.join(', ')}`
        : 'but not the stack, which ran before: npm run stack -- stop',
    async close() {
      endWatch()
      await supervision?.end()
      await stop()
    },
  }
}

function givenAddresses(environment: NodeJS.ProcessEnv): Partial<Record<Variable, string>> {
  const given: Partial<Record<Variable, string>> = {}
  for (const name of names) {
    const value = environment[name]
    if (!value) continue
    const { scheme } = variables[name]
    if (!value.startsWith(`${scheme}:`))
      throw new Error(
        `${name} is ${JSON.stringify(value)}; give ${scheme}://HOST:PORT, or leave it out for the stack of this machine`,
      )
    given[name] = value
  }
  return given
}

async function startedStack(
  { environment, dataDirectory, say, signal }: StackRequest,
  tools: StackTools,
  started: ServerName[],
): Promise<RunningStack> {
  say('  Kafka, Pinot and Redis: those that do not run yet are started, which takes up to a minute ...')
  return tools.startStack(configFromEnvironment({ ...environment, DATA_DIR: dataDirectory }), {
    signal,
    onFetch: (name) => say(`  Fetching the jars of ${name} (once; some hundred megabytes) ...`),
    onDied: (name, log) => say(`  ${name.padEnd(17)}had died, is started again; see ${log}`),
    onHealthy: (name, ms) => {
      started.push(name)
      say(`  ${name.padEnd(17)}healthy after ${(ms / 1000).toFixed(1)} s`)
    },
  })
}
