import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServerName } from '../stack/servers/server.ts'
import type { RunningStack } from '../stack/start.ts'
import { onStack, type StackTools } from './on-stack.ts'

let dataDirectory: string
let said: string[]
let stopped: (readonly ServerName[] | undefined)[]
let applied: NodeJS.ProcessEnv[]
/** The directories that are looked after. */
let supervised: Set<string>
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'racecast-on-stack-'))
  said = []
  stopped = []
  applied = []
  supervised = new Set()
})
afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }))

/** A stack of which `started` did not run before. */
const tools = (started: readonly ServerName[], apply: () => string[] = () => []): StackTools => ({
  async startStack(config, options) {
    for (const name of started) options?.onHealthy?.(name, 1)
    const addresses = {
      ...{ kafka: '127.0.0.1:9092', zookeeper: '127.0.0.1:2181', redis: 'redis://127.0.0.1:6379' },
      ...{ pinotController: 'http://127.0.0.1:9000', pinotBroker: 'http://127.0.0.1:8099' },
    }
    const stop: RunningStack['stop'] = async (names) => {
      // Or what is stopped would be started again.
      expect(supervised.size).toBe(0)
      stopped.push(names)
    }
    return { config, addresses, stop } as RunningStack
  },
  superviseStack({ directory }) {
    supervised.add(directory)
    return { end: async () => void supervised.delete(directory) }
  },
  async applyPinot(environment) {
    applied.push(environment)
    return apply()
  },
})
const ready = (of: StackTools, environment: NodeJS.ProcessEnv = {}) =>
  onStack(
    { environment, dataDirectory, say: (line) => said.push(line), signal: new AbortController().signal },
    of,
  )
const addresses = {
  EVENTS_URL: 'kafka://127.0.0.1:9092',
  STORE_URL: 'pinot://127.0.0.1:8099',
  PINOT_CONTROLLER_URL: 'pinot://127.0.0.1:9000',
  BUS_URL: 'redis://127.0.0.1:6379',
}

describe('on the stack', () => {
  it('generator and gateways are told where its servers are, after topics and tables were made there', async () => {
    const backing = await ready(tools([]))
    await backing.close()
    expect(backing.environment).toEqual(addresses)
    expect(applied).toEqual([{ ...addresses, DATA_DIR: dataDirectory }])
  })

  it('what was started is stopped at the end, and this is said beforehand', async () => {
    const backing = await ready(tools(['kafka', 'redis']))
    expect(backing.atTheEnd).toBe('and what it has started: kafka, redis')
    await backing.close()
    expect(stopped).toEqual([['kafka', 'redis']])
  })

  it('its servers are looked after for as long as it runs, those too that ran before', async () => {
    for (const started of [[], ['redis']] satisfies ServerName[][]) {
      const backing = await ready(tools(started))
      expect([...supervised]).toEqual([join(dataDirectory, 'stack')])
      await backing.close()
      expect(supervised.size).toBe(0)
    }
  })

  it('what ran before is left running, and the command that stops it is said', async () => {
    const backing = await ready(tools([]))
    expect(backing.atTheEnd).toContain('npm run stack -- stop')
    await backing.close()
    expect(stopped).toEqual([])
  })

  it('servers elsewhere are used where all are named, and nothing is started', async () => {
    const elsewhere = {
      EVENTS_URL: 'kafka://user:secret@kafka.example:9092?tls=true',
      STORE_URL: 'pinot://broker.example:8099',
      PINOT_CONTROLLER_URL: 'pinot://controller.example:9000?tls=true',
      BUS_URL: 'redis://:secret@redis.example:6379',
    }
    const none = { ...tools([]), startStack: () => Promise.reject(new Error('started')) }
    const backing = await ready(none, elsewhere)
    await backing.close()
    expect(supervised.size).toBe(0)
    expect(backing.environment).toEqual(elsewhere)
    expect(backing.servers).toEqual([
      ['Kafka', 'kafka.example:9092'],
      ['Pinot console', 'https://controller.example:9000'],
      ['Redis', 'redis://redis.example:6379'],
    ])
  })

  it('an address of another kind is refused, by name, value and remedy', async () => {
    await expect(ready(tools([]), { EVENTS_URL: 'sqlite:events.db' })).rejects.toThrow(
      'EVENTS_URL is "sqlite:events.db"; give kafka://HOST:PORT, or leave it out',
    )
  })

  it('what was started is stopped again where topics and tables cannot be made', async () => {
    const fail = () => {
      throw new Error('no table')
    }
    await expect(ready(tools(['redis'], fail))).rejects.toThrow('no table')
    expect(stopped).toEqual([['redis']])
  })
})
