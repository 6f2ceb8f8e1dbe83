import { resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { StackError } from './errors.ts'

const Port = (standard: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 65_535, default: standard, description })
const MiB = (standard: number, description: string) =>
  Type.Integer({ minimum: 32, default: standard, description })

/** Every port that the stack listens on, all on the loopback address where the server allows it; 0 is any free one. */
export const Ports = Type.Object({
  kafka: Port(9092, 'clients'),
  kafkaController: Port(9093, "Kafka's own quorum"),
  zookeeper: Port(2181, 'Pinot alone'),
  pinotController: Port(9000, 'HTTP: schemas, tables, console'),
  pinotBroker: Port(8099, 'HTTP: queries'),
  pinotServer: Port(8098, 'broker to server'),
  pinotServerAdmin: Port(8097, 'HTTP: health'),
  redis: Port(6379, 'clients'),
})
export type Ports = Static<typeof Ports>
export type PortName = keyof Ports

/** What each server may take, MiB: the heap of a JVM (it takes some 150 more), the data of Redis. */
export const Memory = Type.Object({
  kafka: MiB(512, 'heap'),
  zookeeper: MiB(128, 'heap'),
  pinot: MiB(512, 'heap of controller and broker'),
  pinotServer: MiB(1024, 'heap, and as much again for segments outside of it'),
  redis: MiB(256, 'data'),
})
export type Memory = Static<typeof Memory>

export const StackConfig = Type.Object({
  /** Data, logs, generated configuration and the state file of this one stack. */
  directory: Type.String({ minLength: 1 }),
  /** Jars; all stacks share it. */
  cacheDirectory: Type.String({ minLength: 1 }),
  ports: Ports,
  memory: Memory,
  /** Whether the JVMs compile in one quick step and collect garbage in one thread: half the CPU until they are healthy. */
  quickStart: Type.Boolean({ default: false }),
  /** How long each server may take to become healthy, s. */
  startTimeoutS: Type.Integer({ minimum: 1, maximum: 3600, default: 120 }),
  /** How long each server may take to end in order before it is killed, s. */
  stopTimeoutS: Type.Integer({ minimum: 1, maximum: 600, default: 20 }),
})
export type StackConfig = Static<typeof StackConfig>

/** What a caller has to say: the directory. All else has a default. */
export type StackOptions = Pick<StackConfig, 'directory'> &
  Partial<Omit<StackConfig, 'ports' | 'memory'>> & { ports?: Partial<Ports>; memory?: Partial<Memory> }

const root = resolve(import.meta.dirname, '../..')

/** All ports any free ones: for a stack beside others. */
export const freePorts: Ports = {
  kafka: 0,
  kafkaController: 0,
  zookeeper: 0,
  pinotController: 0,
  pinotBroker: 0,
  pinotServer: 0,
  pinotServerAdmin: 0,
  redis: 0,
}

/** The whole configuration. Throws BAD_CONFIG that names field and value. */
export function stackConfig(options: StackOptions): StackConfig {
  const config = Value.Default(StackConfig, {
    cacheDirectory: resolve(root, 'node_modules/.cache/racecast-stack'),
    ...options,
    ports: { ...options.ports },
    memory: { ...options.memory },
  })
  const [error] = Value.Errors(StackConfig, config)
  if (error) {
    const field = error.instancePath.slice(1).replaceAll('/', '.')
    const value = field
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], config)
    throw new StackError('BAD_CONFIG', { field, value: JSON.stringify(value), problem: error.message })
  }
  const checked = config as StackConfig
  return {
    ...checked,
    directory: resolve(checked.directory),
    cacheDirectory: resolve(checked.cacheDirectory),
  }
}

/** The environment variable of a port: pinotServerAdmin is PINOT_SERVER_ADMIN_PORT. */
export function portVariable(port: PortName): string {
  return `${snake(port)}_PORT`
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

const settings = <T extends string>(names: readonly T[], environment: NodeJS.ProcessEnv, suffix: string) =>
  Object.fromEntries(
    names
      .map((name) => [name, environment[`${snake(name)}_${suffix}`]] as const)
      .filter(([, text]) => text !== undefined && text !== '')
      .map(([name, text]) => [name, Number(text)]),
  ) as Partial<Record<T, number>>

/**
 * The configuration that environment variables describe: STACK_DIR (default DATA_DIR/stack), STACK_CACHE_DIR,
 * KAFKA_PORT and so on, KAFKA_MEMORY_MB and so on, STACK_QUICK_START (1), STACK_START_TIMEOUT_S, STACK_STOP_TIMEOUT_S.
 */
export function configFromEnvironment(environment: NodeJS.ProcessEnv): StackConfig {
  const dataDirectory = environment.DATA_DIR || resolve(root, 'data')
  return stackConfig({
    directory: environment.STACK_DIR || resolve(dataDirectory, 'stack'),
    ...(environment.STACK_CACHE_DIR ? { cacheDirectory: environment.STACK_CACHE_DIR } : {}),
    ...(environment.STACK_QUICK_START ? { quickStart: environment.STACK_QUICK_START === '1' } : {}),
    ...(environment.STACK_START_TIMEOUT_S
      ? { startTimeoutS: Number(environment.STACK_START_TIMEOUT_S) }
      : {}),
    ...(environment.STACK_STOP_TIMEOUT_S ? { stopTimeoutS: Number(environment.STACK_STOP_TIMEOUT_S) } : {}),
    ports: settings(Object.keys(Ports.properties) as PortName[], environment, 'PORT'),
    memory: settings(Object.keys(Memory.properties) as (keyof Memory)[], environment, 'MEMORY_MB'),
  })
}
