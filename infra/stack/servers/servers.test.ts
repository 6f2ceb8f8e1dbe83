import { describe, expect, it } from 'vitest'
import { type Ports, stackConfig } from '../config.ts'
import { servers } from './index.ts'
import { type ServerSetup, serverNames } from './server.ts'

const ports: Ports = {
  kafka: 10_001,
  kafkaController: 10_002,
  zookeeper: 10_003,
  pinotController: 10_004,
  pinotBroker: 10_005,
  pinotServer: 10_006,
  pinotServerAdmin: 10_007,
  redis: 10_008,
}
const config = stackConfig({ directory: '/stack', ports, memory: { kafka: 333 } })
const setupOf = (name: string): ServerSetup => ({
  config,
  directory: `/stack/${name}`,
  jars: { kafka: '/jars/kafka', pinot: '/jars/pinot' },
})
const written = (name: string) => {
  const definition = servers.find((server) => server.name === name)!
  return Object.values(definition.files(setupOf(name))).join('\n')
}
const all = servers.map(({ name }) => written(name)).join('\n')

describe('the servers', () => {
  it('are each defined once, and need only each other', () => {
    expect(servers.map(({ name }) => name)).toEqual([...serverNames])
    for (const { needs } of servers) expect(serverNames).toEqual(expect.arrayContaining([...needs]))
  })

  it('share out all ports, each written into the configuration of whose it is', () => {
    const shared = servers.flatMap((server) => server.ports.map((port) => ({ server, port })))
    expect(shared.map(({ port }) => port).sort()).toEqual(Object.keys(ports).sort())
    for (const { server, port } of shared) expect(written(server.name)).toContain(String(ports[port]))
  })

  it('name no standard port once others are configured', () => {
    expect(all).not.toMatch(/\b(9092|9093|2181|9000|8099|8098|8097|8090|6379)\b/)
  })

  it('name no address but the loopback one', () => {
    expect(new Set(all.match(/\b\d+\.\d+\.\d+\.\d+\b/g))).toEqual(new Set(['127.0.0.1']))
  })

  it('keep their data in their own directories', () => {
    for (const { name } of servers) {
      for (const [path] of written(name).matchAll(/\/stack\/[^\s"]+/g)) {
        expect(`${path}/`.startsWith(`/stack/${name}/`)).toBe(true)
      }
    }
  })

  it('give Java the configured heap, UTC, and the jars of their own kind', () => {
    const [kafka, zookeeper] = ['kafka', 'zookeeper'].map((name) => {
      const definition = servers.find((server) => server.name === name)!
      return definition.command(setupOf(name)).args
    })
    expect(kafka).toEqual(expect.arrayContaining(['-Xmx333m', '-Duser.timezone=UTC', '/jars/kafka/*']))
    expect(zookeeper).toEqual(expect.arrayContaining(['-Xmx128m', '/jars/pinot/*']))
  })

  it('format the storage of Kafka only on an empty directory', () => {
    const kafka = servers.find(({ name }) => name === 'kafka')!
    expect(kafka.prepare!(setupOf('kafka'))!.args).toContain('format')
  })
})
