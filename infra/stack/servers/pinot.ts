import { join } from 'node:path'
import type { Memory, PortName, StackConfig } from '../config.ts'
import { askHealth } from '../health/http.ts'
import { type Properties, renderProperties } from '../properties.ts'
import { java } from './java.ts'
import { log4jConfiguration, log4jOption } from './log4j.ts'
import type { ServerDefinition } from './server.ts'

// Only keys that Pinot 0.11 and 1.5 both understand.

const clusterName = 'racecast'
/** What Pinot's memory-mapped buffers and Helix reach into, closed to them since Java 16. */
const opened = [
  'java.nio',
  'sun.nio.ch',
  'java.lang',
  'java.util',
  'java.lang.reflect',
  'jdk.internal.misc',
  'jdk.internal.ref',
].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`)

/** So long at most a server that starts may give no answers because it has not caught up, ms. */
const catchUpMs = 60_000

const zkAddress = ({ ports }: StackConfig) => `127.0.0.1:${ports.zookeeper}`

const http = (prefix: string, port: number): Properties => ({
  [`${prefix}.access.protocols`]: 'http',
  [`${prefix}.access.protocols.http.host`]: '127.0.0.1',
  [`${prefix}.access.protocols.http.port`]: port,
})

/** One of Pinot's roles: its configuration, and where it says how it is. */
interface Role {
  file: string
  properties(config: StackConfig, directory: string): Properties
  healthPort: PortName
}

const controller: Role = {
  file: 'controller.conf',
  healthPort: 'pinotController',
  properties: (config, directory) => ({
    'pinot.service.role': 'CONTROLLER',
    'controller.host': '127.0.0.1',
    'controller.port': config.ports.pinotController,
    ...http('controller', config.ports.pinotController),
    'controller.data.dir': join(directory, 'data'),
    'controller.local.temp.dir': join(directory, 'temporary'),
    'controller.zk.str': zkAddress(config),
    'controller.helix.cluster.name': clusterName,
    'controller.task.scheduler.enabled': false,
    'pinot.set.instance.id.to.hostname': false,
  }),
}

const broker: Role = {
  file: 'broker.conf',
  healthPort: 'pinotBroker',
  properties: ({ ports }) => ({
    'pinot.service.role': 'BROKER',
    'pinot.broker.hostname': '127.0.0.1',
    'pinot.broker.client.queryPort': ports.pinotBroker,
    ...http('pinot.broker.client', ports.pinotBroker),
    // Nobody routes around one broker that goes: waiting for them would only be waiting.
    'pinot.broker.delayShutdownTimeMs': 0,
  }),
}

const server: Role = {
  file: 'server.conf',
  healthPort: 'pinotServerAdmin',
  properties: ({ ports }, directory) => ({
    'pinot.service.role': 'SERVER',
    'pinot.server.netty.host': '127.0.0.1',
    'pinot.server.netty.port': ports.pinotServer,
    'pinot.server.adminapi.port': ports.pinotServerAdmin,
    ...http('pinot.server.adminapi', ports.pinotServerAdmin),
    // Its third port is for clients that read segments as a stream; there are none.
    'pinot.server.grpc.enable': false,
    'pinot.server.instance.dataDir': join(directory, 'index'),
    'pinot.server.instance.segmentTarDir': join(directory, 'tar'),
    'pinot.server.shutdown.enableQueryCheck': false,
    // Started again it reads its topics anew. Until it is where they ended, its answers would be of the past.
    'pinot.server.starter.enableRealtimeOffsetBasedConsumptionStatusChecker': true,
    'pinot.server.starter.realtimeConsumptionCatchupWaitMs': catchUpMs,
    // Whether it is there is looked at so often, instead of every ten seconds.
    'pinot.server.startup.serviceStatusCheckIntervalMs': 200,
  }),
}

/** A JVM with some of Pinot's roles; each that is one more costs 12 s of CPU to start. */
function pinotProcess(
  process: Pick<ServerDefinition, 'name' | 'needs' | 'ports'> & { memory: keyof Memory },
  roles: readonly Role[],
): ServerDefinition {
  const { memory, ...definition } = process
  return {
    ...definition,
    files: ({ config, directory }) => {
      const shared = { 'pinot.cluster.name': clusterName, 'pinot.zk.server': zkAddress(config) }
      const files = roles.map(({ file, properties }) => [
        file,
        renderProperties({ ...shared, ...properties(config, directory) }),
      ])
      return { ...Object.fromEntries(files), 'log4j2.xml': log4jConfiguration }
    },
    command: ({ config, directory, jars }) =>
      java({
        jars: jars.pinot,
        mainClass: 'org.apache.pinot.tools.admin.PinotAdministrator',
        heapMiB: config.memory[memory],
        quick: config.quickStart,
        directMiB: config.memory[memory],
        options: [
          ...opened,
          '-Dio.netty.tryReflectionSetAccessible=true',
          '-Dpinot.admin.system.exit=true',
          // Helix: how long a killed process keeps its place in the cluster, and its restart waits for it.
          '-Dzk.session.timeout=8000',
          log4jOption(directory),
        ],
        args: [
          'StartServiceManager',
          ...['-zkAddress', zkAddress(config), '-clusterName', clusterName, '-port', '-1'],
          ...['-bootstrapConfigPaths', ...roles.map(({ file }) => join(directory, file))],
        ],
      }),
    health: async ({ config }, timeoutMs) => {
      for (const { healthPort } of roles) {
        await askHealth(`http://127.0.0.1:${config.ports[healthPort]}/health`, timeoutMs)
      }
    },
  }
}

/** Controller and broker in one JVM. */
export const pinot = pinotProcess(
  { name: 'pinot', needs: ['zookeeper'], ports: ['pinotController', 'pinotBroker'], memory: 'pinot' },
  [controller, broker],
)

/** The server apart, so that it can die alone. It needs Kafka: segments of an earlier run begin to consume at once. */
export const pinotServer = pinotProcess(
  {
    name: 'pinot-server',
    needs: ['pinot', 'kafka'],
    ports: ['pinotServer', 'pinotServerAdmin'],
    memory: 'pinotServer',
  },
  [server],
)
