import { join } from 'node:path'
import { toolPath } from '../../setup/tools.mjs'
import { pingRedis } from '../health/redis.ts'
import type { ServerDefinition } from './server.ts'

const directive = (value: string | number) => (typeof value === 'number' ? value : JSON.stringify(value))

/** Redis from the machine. It keeps an append-only file, so that checkpoints outlive it; a kill loses a second. */
export const redis: ServerDefinition = {
  name: 'redis',
  needs: [],
  ports: ['redis'],
  files: ({ config, directory }) => ({
    'redis.conf': Object.entries({
      bind: '127.0.0.1',
      port: config.ports.redis,
      'protected-mode': 'yes',
      daemonize: 'no',
      dir: directory,
      save: '',
      appendonly: 'yes',
      appendfsync: 'everysec',
      maxmemory: `${config.memory.redis}mb`,
      // A bus must not forget a lease or a checkpoint in silence: full is an error.
      'maxmemory-policy': 'noeviction',
    })
      .map(([key, value]) => `${key} ${directive(value)}\n`)
      .join(''),
  }),
  command: ({ directory }) => ({
    file: toolPath('redis-server') ?? 'redis-server',
    args: [join(directory, 'redis.conf')],
  }),
  health: ({ config }, timeoutMs) => pingRedis(config.ports.redis, timeoutMs),
}
