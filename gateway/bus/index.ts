import { resolve } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Bus } from './bus.ts'
import { openInProcessBus } from './in-process.ts'
import { openRedisBus } from './redis/redis-bus.ts'

export { type Bus, BusUnavailable } from './bus.ts'

const buses: Record<string, (url: string, clock: Clock, log?: Log) => Bus> = {
  sqlite: (url, clock, log) => openInProcessBus({ file: resolve(url.slice('sqlite:'.length)), clock, log }),
  redis: (url, clock, log) => openRedisBus({ url, clock, log }),
}

/** Opens the bus of BUS_URL: `sqlite:PATH` or `redis://HOST:PORT`. Throws for an address that names no adapter. */
export function openBus({ url, clock, log }: { url: string; clock: Clock; log?: Log }): Bus {
  const [, scheme = ''] = /^([a-z]+):.+$/s.exec(url) ?? []
  const open = Object.hasOwn(buses, scheme) ? buses[scheme] : undefined
  if (open) return open(url, clock, log)
  throw new Error(
    `BUS_URL is ${JSON.stringify(url)}, which names no adapter; use sqlite:PATH or redis://HOST:PORT`,
  )
}
