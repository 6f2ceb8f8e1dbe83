import type { KafkaAddress } from '../kafka/address.ts'
import { type Schema, schemaFile, type TableConfig, tableFile } from './config-files.ts'
import type { Names, Table } from './names.ts'

/** What a table config takes from where it is applied. */
export interface TableSettings {
  /** Kafka as Pinot's servers reach it, which in containers is another address than ours. */
  kafka: KafkaAddress
  replication: number
  retentionDays: number
}

export const schemaFor = (table: Table, names: Names): Schema => ({
  ...schemaFile(table),
  schemaName: names[table],
})

export function tableFor(table: Table, names: Names, settings: TableSettings): TableConfig {
  const config = tableFile(table)
  const replication = String(settings.replication)
  if (config.tableType === 'OFFLINE')
    return { ...config, tableName: names[table], segmentsConfig: { ...config.segmentsConfig, replication } }
  return {
    ...config,
    tableName: names[table],
    segmentsConfig: {
      ...config.segmentsConfig,
      replication,
      replicasPerPartition: replication,
      retentionTimeUnit: 'DAYS',
      retentionTimeValue: String(settings.retentionDays),
    },
    tableIndexConfig: {
      ...config.tableIndexConfig,
      streamConfigs: {
        ...config.tableIndexConfig.streamConfigs,
        'stream.kafka.topic.name': names[table],
        'stream.kafka.broker.list': settings.kafka.hosts.join(','),
        ...security(settings.kafka),
      },
    },
  }
}

/** The settings of a Java client: https://kafka.apache.org/documentation/#security */
function security({ sasl, tls }: KafkaAddress): Record<string, string> {
  if (!sasl && !tls) return {}
  const settings: Record<string, string> = {
    'security.protocol': `${sasl ? 'SASL_' : ''}${tls ? 'SSL' : 'PLAINTEXT'}`,
  }
  if (sasl && 'username' in sasl) {
    const login = sasl.mechanism === 'plain' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule'
    settings['sasl.mechanism'] = sasl.mechanism.toUpperCase()
    settings['sasl.jaas.config'] =
      `org.apache.kafka.common.security.${login} required username=${quoted(sasl.username)} ` +
      `password=${quoted(sasl.password)};`
  }
  if (tls?.ca) {
    settings['ssl.truststore.type'] = 'PEM'
    settings['ssl.truststore.certificates'] = String(tls.ca)
  }
  return settings
}

const quoted = (value: string) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
