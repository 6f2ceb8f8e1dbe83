import { describe, expect, it } from 'vitest'
import { configFromEnvironment, Ports, portVariable, stackConfig } from './config.ts'
import { StackError } from './errors.ts'

describe('the configuration of a stack', () => {
  it('has a default for everything but the directory', () => {
    const config = stackConfig({ directory: '/data/stack' })
    expect(config.ports).toMatchObject({ kafka: 9092, pinotController: 9000, pinotBroker: 8099, redis: 6379 })
    expect(config.memory.kafka).toBe(512)
    expect(new Set(Object.values(config.ports)).size).toBe(Object.keys(Ports.properties).length)
  })

  it('takes every port and directory from environment variables', () => {
    const ports = Object.keys(Ports.properties) as (keyof typeof Ports.properties)[]
    const variables = Object.fromEntries(ports.map((name, n) => [portVariable(name), String(20_000 + n)]))
    const config = configFromEnvironment({ ...variables, STACK_DIR: '/a', STACK_CACHE_DIR: '/b' })
    expect(Object.values(config.ports).sort()).toEqual(ports.map((_, n) => 20_000 + n))
    expect([config.directory, config.cacheDirectory]).toEqual(['/a', '/b'])
  })

  it('lives in the data directory unless told otherwise, and takes memory and patience too', () => {
    const config = configFromEnvironment({
      DATA_DIR: '/data',
      PINOT_SERVER_MEMORY_MB: '2048',
      STACK_START_TIMEOUT_S: '300',
    })
    expect(config).toMatchObject({ directory: '/data/stack', startTimeoutS: 300 })
    expect(config.memory.pinotServer).toBe(2048)
  })

  it.each([
    [{ KAFKA_PORT: '70000' }, 'ports.kafka is 70000'],
    [{ REDIS_PORT: 'six' }, 'ports.redis is'],
    [{ KAFKA_MEMORY_MB: '1' }, 'memory.kafka is 1'],
  ])('refuses %j, naming field and value', (environment, message) => {
    expect(() => configFromEnvironment(environment)).toThrow(StackError)
    expect(() => configFromEnvironment(environment)).toThrow(message)
  })
})
