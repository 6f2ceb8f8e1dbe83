import { kafka } from './kafka.ts'
import { pinot, pinotServer } from './pinot.ts'
import { redis } from './redis.ts'
import type { ServerDefinition } from './server.ts'
import { zookeeper } from './zookeeper.ts'

export const servers: readonly ServerDefinition[] = [redis, zookeeper, kafka, pinot, pinotServer]
