import { isAbsolute, resolve } from 'node:path'
import type { EventSink, PositionStore } from '../ports/index.ts'
import { openSqliteSink, openSqliteStore } from '../sqlite/index.ts'

/** Which adapter an address asks for; the only place that knows what there is. */
const SINKS: Record<string, (rest: string) => EventSink> = {
  sqlite: (path) => openSqliteSink({ file: fileOf(path) }),
}
const STORES: Record<string, (rest: string) => PositionStore> = {
  sqlite: (path) => openSqliteStore({ file: fileOf(path) }),
}

function fileOf(path: string): string {
  return isAbsolute(path) ? path : resolve(path)
}

function pick<T>(adapters: Record<string, (rest: string) => T>, variable: string, url: string): T {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.+)$/s.exec(url) ?? []
  const open = Object.hasOwn(adapters, scheme) ? adapters[scheme] : undefined
  if (open) return open(rest)
  const known = Object.keys(adapters).map((name) => `${name}:PATH`)
  throw new Error(`${variable} is ${JSON.stringify(url)}, which names no adapter; use ${known.join(' or ')}`)
}

/** Opens where events go, from EVENTS_URL: `sqlite:PATH`. Throws for an address that names no adapter. */
export const openSink = (url: string): EventSink => pick(SINKS, 'EVENTS_URL', url)

/** Opens where positions are read, from STORE_URL: `sqlite:PATH`. Throws for an address that names no adapter. */
export const openStore = (url: string): PositionStore => pick(STORES, 'STORE_URL', url)
