import { isAbsolute, resolve } from 'node:path'
import { openPinotStore, pinotAddress } from '../broker/index.ts'
import { kafkaAddress, openKafkaSink } from '../kafka/index.ts'
import type { EventSink, PositionStore } from '../ports/index.ts'
import { openSqliteSink, openSqliteStore } from '../sqlite/index.ts'

interface Adapter<T> {
  form: string
  open(url: string): T
}

/** Which adapter an address asks for; the only place that knows what there is. */
const SINKS: Record<string, Adapter<EventSink>> = {
  sqlite: { form: 'sqlite:PATH', open: (url) => openSqliteSink({ file: fileOf(url) }) },
  kafka: { form: 'kafka://HOST:PORT', open: (url) => openKafkaSink(kafkaAddress(url)) },
}
const storesTelling = (unreadable?: (error: Error) => void): Record<string, Adapter<PositionStore>> => ({
  // Its one writer checks what it writes.
  sqlite: { form: 'sqlite:PATH', open: (url) => openSqliteStore({ file: fileOf(url) }) },
  pinot: { form: 'pinot://HOST:PORT', open: (url) => openPinotStore(pinotAddress(url), unreadable) },
})

function fileOf(url: string): string {
  const path = url.slice('sqlite:'.length)
  return isAbsolute(path) ? path : resolve(path)
}

function pick<T>(adapters: Record<string, Adapter<T>>, variable: string, url: string): T {
  const [, scheme = ''] = /^([a-z]+):.+$/s.exec(url) ?? []
  const adapter = Object.hasOwn(adapters, scheme) ? adapters[scheme] : undefined
  if (adapter) return adapter.open(url)
  const known = Object.values(adapters).map(({ form }) => form)
  throw new Error(`${variable} is ${JSON.stringify(url)}, which names no adapter; use ${known.join(' or ')}`)
}

/**
 * Opens where events go, from EVENTS_URL: `sqlite:PATH` or `kafka://HOST:PORT` (see kafkaAddress). Throws for an
 * address that names no adapter or cannot be read; what it names is not yet connected to.
 */
export const openSink = (url: string): EventSink => pick(SINKS, 'EVENTS_URL', url)

/**
 * Opens where positions are read, from STORE_URL: `sqlite:PATH` or `pinot://HOST:PORT`, of a broker (see
 * pinotAddress). Throws for an address that names no adapter or cannot be read. `unreadable` is told once of each record of a
 * race that is none and left out.
 */
export const openStore = (url: string, unreadable?: (error: Error) => void): PositionStore =>
  pick(storesTelling(unreadable), 'STORE_URL', url)
