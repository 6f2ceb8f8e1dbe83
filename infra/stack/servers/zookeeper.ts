import { join } from 'node:path'
import { askZooKeeper } from '../health/zookeeper.ts'
import { renderProperties } from '../properties.ts'
import { java } from './java.ts'
import { log4jConfiguration, log4jOption } from './log4j.ts'
import type { ServerDefinition } from './server.ts'

/** ZooKeeper, where Pinot keeps its cluster; its jars come with Pinot's. */
export const zookeeper: ServerDefinition = {
  name: 'zookeeper',
  needs: [],
  ports: ['zookeeper'],
  files: ({ config, directory }) => ({
    'zoo.cfg': renderProperties({
      dataDir: join(directory, 'data'),
      clientPort: config.ports.zookeeper,
      clientPortAddress: '127.0.0.1',
      tickTime: 2000,
      maxClientCnxns: 0,
      'admin.enableServer': false,
      '4lw.commands.whitelist': 'srvr',
    }),
    'log4j2.xml': log4jConfiguration,
  }),
  command: ({ config, directory, jars }) =>
    java({
      jars: jars.pinot,
      mainClass: 'org.apache.zookeeper.server.ZooKeeperServerMain',
      heapMiB: config.memory.zookeeper,
      quick: config.quickStart,
      options: [log4jOption(directory), '-Dzookeeper.4lw.commands.whitelist=srvr'],
      args: [join(directory, 'zoo.cfg')],
    }),
  health: ({ config }, timeoutMs) => askZooKeeper(config.ports.zookeeper, timeoutMs),
}
