import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Addresses } from './addresses.ts'
import { configFromEnvironment, type StackConfig } from './config.ts'
import { StackError } from './errors.ts'
import { ensureJars, type JarSet } from './maven.ts'
import { type ServerName, serverNames } from './servers/server.ts'
import { startStack, stopStack } from './start.ts'
import { stackStatus } from './status.ts'

// npm run stack -- start|stop|status|logs: Kafka, Pinot and Redis on this machine, without Docker.

const usage = `npm run stack -- COMMAND

  start            start what does not run, or has died; returns when all are healthy and leaves them running
  stop             end them, those that need others first
  status [--json]  how each is, the last lines of the log of one that has died, and the addresses
  fetch            only fetch the jars of Kafka and Pinot
  logs [SERVER] [--follow]
                   the last lines of the logs; SERVER is one of ${serverNames.join(', ')}

  Settings are environment variables: STACK_DIR (DATA_DIR/stack), KAFKA_PORT, KAFKA_CONTROLLER_PORT,
  ZOOKEEPER_PORT, PINOT_CONTROLLER_PORT, PINOT_BROKER_PORT, PINOT_SERVER_PORT, PINOT_SERVER_ADMIN_PORT,
  REDIS_PORT (0: any free one), KAFKA_MEMORY_MB and so on, STACK_START_TIMEOUT_S, STACK_STOP_TIMEOUT_S,
  STACK_QUICK_START=1 (half the CPU to start, slower for as long as it runs).`

const announceFetch = (name: JarSet) => console.log(`Fetching the jars of ${name} (once) ...`)
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

async function start(config: StackConfig): Promise<number> {
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort())
  const begin = performance.now()
  const { addresses } = await startStack(config, {
    signal: interrupt.signal,
    onFetch: announceFetch,
    onDied: (server, log) => console.log(`  ${server.padEnd(17)}had died, is started again; see ${log}`),
    onHealthy: (server, ms) => console.log(`  ${server.padEnd(17)}healthy after ${seconds(ms)}`),
  })
  console.log(`\n  The stack is running (${seconds(performance.now() - begin)}).\n`)
  show(addresses, config)
  return 0
}

async function fetchJars({ cacheDirectory }: StackConfig): Promise<number> {
  await ensureJars(cacheDirectory, announceFetch)
  console.log(`The jars are in ${cacheDirectory}.`)
  return 0
}

async function stop(config: StackConfig): Promise<number> {
  const ended = await stopStack(config)
  console.log(ended.length > 0 ? `Stopped ${ended.join(', ')}.` : 'Nothing of the stack was running.')
  return 0
}

async function status(config: StackConfig, options: string[]): Promise<number> {
  const { servers, addresses } = await stackStatus(config)
  const well = servers.every(({ state }) => state === 'healthy')
  if (options.includes('--json')) {
    console.log(JSON.stringify({ servers, addresses }, null, 2))
    return well ? 0 : 1
  }
  for (const { server, state, pid, log, lines } of servers) {
    console.log(`  ${server.padEnd(17)}${state}${pid === null ? '' : ` (pid ${pid})`}`)
    if (lines === undefined) continue
    console.log(`    ${log} ends in:`)
    for (const line of lines.split('\n')) console.log(`      ${line}`)
  }
  if (servers.some(({ state }) => state === 'died'))
    console.log(
      '\n  npm run stack -- start starts again what has died; npm run start:stack does so by itself.',
    )
  if (servers.some(({ pid }) => pid !== null)) show(addresses, config)
  return well ? 0 : 1
}

function logs(config: StackConfig, options: string[]): number {
  const [asked] = options.filter((option) => !option.startsWith('-'))
  if (asked && !serverNames.includes(asked as ServerName)) return fail(`No server ${asked}.\n\n${usage}`)
  const files = serverNames
    .filter((name) => asked === undefined || name === asked)
    .map((name) => join(config.directory, 'logs', `${name}.log`))
    .filter((file) => existsSync(file))
  if (files.length === 0) return fail(`There are no logs in ${join(config.directory, 'logs')}.`)
  const follow = options.includes('--follow') || options.includes('-f')
  return (
    spawnSync('tail', ['-n', '40', ...(follow ? ['-F'] : []), ...files], { stdio: 'inherit' }).status ?? 0
  )
}

function show(addresses: Addresses, { directory }: StackConfig): void {
  console.log(`
  Kafka             ${addresses.kafka}
  Pinot console     ${addresses.pinotController}
  Pinot queries     ${addresses.pinotBroker}
  Redis             ${addresses.redis}

  Data and logs in ${directory}.
`)
}

function fail(message: string): number {
  console.error(message)
  return 1
}

async function run([command, ...options]: string[]): Promise<number> {
  const config = configFromEnvironment(process.env)
  if (command === 'start') return start(config)
  if (command === 'fetch') return fetchJars(config)
  if (command === 'stop') return stop(config)
  if (command === 'status') return status(config, options)
  if (command === 'logs') return logs(config, options)
  return fail(usage)
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof StackError)) throw error
  process.exitCode = fail(error.message)
}
