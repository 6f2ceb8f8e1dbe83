import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../launch/testing/launched.ts'
import { freePorts } from './config.ts'
import { type RunningStack, serverNames, stackStatus, startStack } from './index.ts'
import { isFree } from './ports.ts'
import { isAlive, type ProcessIdentity } from './process/identity.ts'
import { Stack } from './stack.ts'
import { readState } from './state-file.ts'
import { superviseStack } from './supervise.ts'
import { stackIsMissing, stackTimeout, temporaryStack } from './testing/index.ts'

const statesOf = async (stack: RunningStack) =>
  Object.fromEntries((await stackStatus(stack.config)).servers.map(({ server, state }) => [server, state]))

const processesOf = (stack: RunningStack) =>
  readState(stack.config.directory)!.servers as Record<string, ProcessIdentity>

const healthy = Object.fromEntries(serverNames.map((name) => [name, 'healthy']))

describe.skipIf(stackIsMissing)('a stack', { timeout: stackTimeout }, () => {
  let stack: RunningStack
  beforeAll(async () => {
    stack = await temporaryStack()
  }, stackTimeout)
  afterAll(() => stack?.stop(), stackTimeout)

  it('is healthy in all its parts when the start returns', async () => {
    expect(await statesOf(stack)).toEqual(healthy)
  })

  it('has one Pinot cluster of controller, broker and server', async () => {
    const { instances } = (await (await fetch(`${stack.addresses.pinotController}/instances`)).json()) as {
      instances: string[]
    }
    const { pinotBroker, pinotController, pinotServer } = stack.config.ports
    expect(instances.sort()).toEqual([
      `Broker_127.0.0.1_${pinotBroker}`,
      `Controller_127.0.0.1_${pinotController}`,
      `Server_127.0.0.1_${pinotServer}`,
    ])
  })

  it('is joined by a second start of its directory, not started again', async () => {
    const before = processesOf(stack)
    const joined = await startStack({ directory: stack.config.directory, ports: freePorts })
    expect(joined.addresses).toEqual(stack.addresses)
    expect(processesOf(joined)).toEqual(before)
  })

  it('shows a Kafka that was killed as dead, and starts it again on its port and data', async () => {
    const before = processesOf(stack)
    await stack.kill('kafka', 'SIGKILL')
    expect(isAlive(before.kafka!)).toBe(false)
    expect(await statesOf(stack)).toEqual({ ...healthy, kafka: 'died' })
    expect(await isFree(stack.config.ports.kafka)).toBe(true)

    await stack.restart('kafka')
    expect(await statesOf(stack)).toEqual(healthy)
    const { kafka, ...others } = processesOf(stack)
    expect(kafka!.pid).not.toBe(before.kafka!.pid)
    expect(others).toEqual(Object.fromEntries(Object.entries(before).filter(([name]) => name !== 'kafka')))
  })

  it("starts Pinot's server again after kill -9", async () => {
    await stack.kill('pinot-server', 'SIGKILL')
    await stack.restart('pinot-server')
    expect(await statesOf(stack)).toEqual(healthy)
  })

  it('says of one that has died what its log ends in, and is whole again after another start', async () => {
    const before = processesOf(stack)
    process.kill(before.redis!.pid, 'SIGKILL')
    await until('Redis is gone', () => !isAlive(before.redis!))
    const { servers } = await stackStatus(stack.config)
    const [redis] = servers
    expect(redis).toMatchObject({ server: 'redis', state: 'died', pid: null })
    expect(redis!.lines).toContain('Ready to accept connections')
    expect(servers.slice(1).map(({ lines }) => lines)).toEqual(Array(servers.length - 1).fill(undefined))

    const died: string[] = []
    await startStack(stack.config, { onDied: (server) => died.push(server) })
    expect(died).toEqual(['redis'])
    expect(await statesOf(stack)).toEqual(healthy)
    expect(processesOf(stack).kafka).toEqual(before.kafka)
  })

  it('that is looked after has started again who died, says so, and leaves alone who was stopped', async () => {
    const said: string[] = []
    const supervision = superviseStack(stack.config, (line) => said.push(line))
    const isWell = async () => isDeepStrictEqual(await statesOf(stack), healthy)
    try {
      const before = processesOf(stack)
      for (const server of ['kafka', 'redis'] as const) process.kill(before[server]!.pid, 'SIGKILL')
      const again = ['kafka', 'redis'].map(
        (server) => new RegExp(`^${server} is healthy again after [\\d.]+ s$`),
      )
      for (const line of again) await until(`${line}`, () => said.some((one) => line.test(one)), stackTimeout)
      expect(await isWell()).toBe(true)
      expect(processesOf(stack).kafka).not.toEqual(before.kafka)
      for (const server of ['kafka', 'redis'])
        expect(said.filter((line) => line.startsWith(`${server} has died; its log `))).toHaveLength(1)
      expect(said).toContainEqual(expect.stringMatching(/^redis is started again (in [\d.]+ s|at once)$/))

      // What comes after in the order of looking was looked at after the stop, too.
      await new Stack(stack.config).stop(['redis'])
      process.kill(processesOf(stack)['pinot-server']!.pid, 'SIGKILL')
      await until(
        'another restart',
        () => said.some((line) => /^pinot-server is healthy/.test(line)),
        stackTimeout,
      )
      expect(await statesOf(stack)).toEqual({ ...healthy, redis: 'stopped' })
    } finally {
      await supervision.end()
    }
    await stack.restart('redis')
    expect(await isWell()).toBe(true)
  })

  it('leaves nothing behind when it is stopped: no process, no port, no file', async () => {
    const processes = Object.values(processesOf(stack))
    expect(processes).toHaveLength(serverNames.length)
    await stack.stop()
    expect(processes.filter(isAlive)).toEqual([])
    const taken = []
    for (const port of Object.values(stack.config.ports)) if (!(await isFree(port))) taken.push(port)
    expect(taken).toEqual([])
    expect(() => readdirSync(stack.config.directory)).toThrow('ENOENT')
  })
})

describe.skipIf(stackIsMissing)('a stack that cannot start', { timeout: stackTimeout }, () => {
  let directory: string
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'racecast-stack-'))
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it('because a port is taken says which, and how to choose another', async () => {
    await using taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as { port: number }
    await expect(startStack({ directory, ports: { ...freePorts, redis: port } })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is taken, redis wants it: stop what holds it, or set REDIS_PORT`,
    )
    expect(readState(directory)).toBeNull()
  })

  it('because one server ends has ended the others, and shows the last lines of its log', async () => {
    const started = new Map<string, ProcessIdentity>()
    const failure = await startStack(
      // A heap that no machine has: Java refuses it at once.
      { directory, ports: freePorts, memory: { kafka: 2 ** 40 } },
      { onHealthy: (name) => started.set(name, readState(directory)!.servers[name]!) },
    ).catch((error) => error)
    expect(failure).toMatchObject({ code: 'PREPARE_FAILED' })
    expect([...started.values()].filter(isAlive)).toEqual([])
    expect(readState(directory)!.servers).toEqual({})
  })
})
