import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { askKafka } from '../health/kafka.ts'
import { renderProperties } from '../properties.ts'
import { java } from './java.ts'
import type { ServerDefinition } from './server.ts'

const dataDirectory = (directory: string) => join(directory, 'data')
/** A cluster id as `kafka-storage random-uuid` makes it: 16 bytes in base64url, not beginning with a dash. */
function clusterId(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? clusterId() : id
}

/** One Kafka in combined KRaft mode: broker and its own quorum of one. */
export const kafka: ServerDefinition = {
  name: 'kafka',
  needs: [],
  ports: ['kafka', 'kafkaController'],
  files: ({ config: { ports }, directory }) => ({
    'server.properties': renderProperties({
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': `1@127.0.0.1:${ports.kafkaController}`,
      listeners: `PLAINTEXT://127.0.0.1:${ports.kafka},CONTROLLER://127.0.0.1:${ports.kafkaController}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.kafka}`,
      'controller.listener.names': 'CONTROLLER',
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      'inter.broker.listener.name': 'PLAINTEXT',
      'log.dirs': dataDirectory(directory),
      'offsets.topic.replication.factor': 1,
      'offsets.topic.num.partitions': 1,
      'transaction.state.log.replication.factor': 1,
      'transaction.state.log.min.isr': 1,
      'group.initial.rebalance.delay.ms': 0,
      // Topics are made on purpose, with their partitions and retention, or not at all.
      'auto.create.topics.enable': false,
    }),
  }),
  prepare: ({ config, directory, jars }) =>
    existsSync(join(dataDirectory(directory), 'meta.properties'))
      ? null
      : java({
          jars: jars.kafka,
          mainClass: 'kafka.tools.StorageTool',
          heapMiB: config.memory.kafka,
          quick: config.quickStart,
          args: ['format', '-t', clusterId(), '-c', join(directory, 'server.properties')],
        }),
  command: ({ config, directory, jars }) =>
    java({
      jars: jars.kafka,
      mainClass: 'kafka.Kafka',
      heapMiB: config.memory.kafka,
      quick: config.quickStart,
      options: [
        '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
        '-Dorg.slf4j.simpleLogger.showDateTime=true',
      ],
      args: [join(directory, 'server.properties')],
    }),
  health: ({ config }, timeoutMs) => askKafka(config.ports.kafka, timeoutMs),
}
