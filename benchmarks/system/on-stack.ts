import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { apply, applySettings, kafkaAddress, pinotAddress, remove } from '@racecast/pinot/apply'
import { openConsumerLag } from '@racecast/pinot/lag'
import { type Counts, countQueries } from './counting-proxy.ts'
import { reachStack } from './reach-stack.ts'
import { type Service, startService } from './service.ts'
import { post, type System, token } from './system.ts'

export interface OnStackOptions {
  /** How many gateways serve (1); they share Redis, also where there is one. */
  gateways?: number
  /** Whether what the gateways ask Pinot is counted on its way. */
  countQueries?: boolean
}

/** A system whose queries to Pinot are counted, if that was asked for: null if not. */
export interface SystemOnStack extends System {
  queries(): Counts | null
}

/**
 * Generator and gateways on Kafka, Pinot and Redis, with topics and tables of their own. The stack is the one that
 * runs in STACK_DIR, or else one on free ports that ends with this.
 */
export async function startOnStack(options: OnStackOptions = {}): Promise<SystemOnStack> {
  const { gateways: count = 1 } = options
  const stack = await reachStack()
  const suffix = `_${randomBytes(6).toString('hex')}`
  const host = (url: string) => new URL(url).host
  const eventsUrl = `kafka://${stack.addresses.kafka}?suffix=${suffix}`
  const storeUrl = `pinot://${host(stack.addresses.pinotBroker)}?suffix=${suffix}`
  const proxy = options.countQueries ? await countQueries(host(stack.addresses.pinotBroker)) : null
  const kafka = kafkaAddress(eventsUrl)
  const controller = pinotAddress(`pinot://${host(stack.addresses.pinotController)}`)
  const target = { kafka, controller, broker: pinotAddress(storeUrl) }
  await apply({ ...target, courses: openCatalogue().list(), settings: applySettings() })

  const directory = mkdtempSync(join(tmpdir(), 'racecast-on-stack-'))
  const common = {
    DATA_DIR: directory,
    CONTROL_TOKEN: token,
    EVENTS_URL: eventsUrl,
    STORE_URL: proxy ? `pinot://${proxy.host}?suffix=${suffix}` : storeUrl,
    BUS_URL: `${stack.addresses.redis}?prefix=${suffix}`,
  }
  const generator = await startService('generator/server.ts', common)
  const gateways: Service[] = []
  for (let i = 0; i < count; i++) {
    const settings = { ...common, PORT: '0', GENERATOR_URL: generator.url }
    gateways.push(await startService('gateway/server.ts', settings))
  }
  const lag = openConsumerLag(kafka, controller)
  return {
    mode: 'stack',
    gateways: gateways.map(({ url }) => url),
    storeUrl,
    createRace: async (body) => (await post(`${gateways[0]!.url}/api/races`, body)).runId as string,
    processes: async () => [
      { name: 'generator', pid: generator.pid },
      ...gateways.map(({ pid }) => ({ name: 'gateway', pid })),
      ...(await stack.servers()),
    ],
    behind: async () => (await lag.read()).reduce((sum, { behind }) => sum + (behind ?? 0), 0),
    queries: () => proxy?.counts() ?? null,
    async stop() {
      await Promise.all([...gateways, generator].map((service) => service.stop()))
      await lag.close()
      proxy?.close()
      await remove(kafka, controller).catch(() => undefined)
      rmSync(directory, { recursive: true, force: true })
      await stack.end()
    },
  }
}
