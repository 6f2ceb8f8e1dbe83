import { resolve } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Bus } from './bus.ts'
import { openInProcessBus } from './in-process.ts'

export type { Bus } from './bus.ts'

const buses: Record<string, (rest: string, clock: Clock, log?: Log) => Bus> = {
  sqlite: (path, clock, log) => openInProcessBus({ file: resolve(path), clock, log }),
}

/** Opens the bus of BUS_URL: `sqlite:PATH`. Throws for an address that names no adapter. */
export function openBus({ url, clock, log }: { url: string; clock: Clock; log?: Log }): Bus {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.+)$/s.exec(url) ?? []
  const open = Object.hasOwn(buses, scheme) ? buses[scheme] : undefined
  if (open) return open(rest, clock, log)
  throw new Error(`BUS_URL is ${JSON.stringify(url)}, which names no adapter; use sqlite:PATH`)
}
