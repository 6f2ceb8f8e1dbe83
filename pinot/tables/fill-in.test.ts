import { describe, expect, it } from 'vitest'
import { kafkaAddress } from '../kafka/address.ts'
import { schemaFor, tableFor } from './fill-in.ts'
import { namesWith, TABLES } from './names.ts'

const names = namesWith({ suffix: '_x' })
const filled = (url: string) =>
  tableFor('parkrun', names, { kafka: kafkaAddress(url), replication: 3, retentionDays: 9 })
const streamOf = (url: string) => filled(url).tableIndexConfig.streamConfigs ?? {}

describe('a table config', () => {
  it('takes names, servers, copies and retention from where it is applied', () => {
    const config = filled('kafka://one:9092,two:9092')
    expect(config.tableName).toBe('parkrun_x')
    expect(config.segmentsConfig).toMatchObject({
      retentionTimeValue: '9',
      replication: '3',
      replicasPerPartition: '3',
    })
    expect(config.tableIndexConfig.streamConfigs).toMatchObject({
      'stream.kafka.topic.name': 'parkrun_x',
      'stream.kafka.broker.list': 'one:9092,two:9092',
    })
  })

  it('says nothing of security where there is none', () => {
    expect(Object.keys(streamOf('kafka://h:9092')).filter((key) => /ssl|sasl|security/.test(key))).toEqual([])
  })

  it("gives Pinot's consumers the user and the mechanism, quoted as Java reads them", () => {
    const stream = streamOf('kafka://u:a%22b%5Cc@h:9092?sasl=scram-sha-256&tls=true')
    expect(stream).toMatchObject({ 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'SCRAM-SHA-256' })
    expect(stream['sasl.jaas.config']).toBe(
      'org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="a\\"b\\\\c";',
    )
    expect(streamOf('kafka://u:p@h:9092')).toMatchObject({ 'security.protocol': 'SASL_PLAINTEXT' })
    expect(streamOf('kafka://h:9092?tls=true')).toMatchObject({ 'security.protocol': 'SSL' })
  })
})

describe('the files', () => {
  it.each(TABLES)('of %s agree with each other', (table) => {
    const schema = schemaFor(table, names)
    const config = tableFor(table, names, {
      kafka: kafkaAddress('kafka://h:9092'),
      replication: 1,
      retentionDays: 1,
    })
    expect(schema.schemaName).toBe(config.tableName)
    const columns = ['dimensionFieldSpecs', 'metricFieldSpecs', 'dateTimeFieldSpecs'].flatMap((kind) =>
      ((schema[kind] ?? []) as { name: string }[]).map(({ name }) => name),
    )
    const named = [
      ...((schema.primaryKeyColumns as string[]) ?? []),
      ...((config.tableIndexConfig.invertedIndexColumns as string[]) ?? []),
      ...((config.tableIndexConfig.noDictionaryColumns as string[]) ?? []),
    ]
    expect(columns).toEqual(expect.arrayContaining(named))
    const time = config.segmentsConfig.timeColumnName
    if (time) expect(columns).toContain(time)
  })
})
