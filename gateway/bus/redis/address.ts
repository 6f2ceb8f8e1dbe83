import { parseAddress } from '@racecast/pinot/address'
import type { RedisOptions } from 'ioredis'

export interface RedisAddress {
  /** What to connect with. */
  options: RedisOptions
  /** Stands in front of every key and channel, so that several installations can share a server. */
  prefix: string
  /** How long one command may take, ms. */
  timeoutMs: number
  /** The address without its password, for messages. */
  shown: string
}

/**
 * Reads `redis://[USER:PASSWORD@]HOST:PORT[?db=0&tls=true&ca=&cert=&key=&passwordFile=&timeoutMs=&prefix=]`. Throws an
 * Error that names what is wrong.
 */
export function redisAddress(url: string): RedisAddress {
  const address = parseAddress(url, 'redis', ['db'])
  const { hosts, user, password, tls, timeoutMs, shown } = address
  const [host, port] = hosts[0]!.split(':')
  if (hosts.length > 1) throw new Error(`${shown}: several hosts; name the one that may be written to`)
  const db = Number(address.param('db') ?? 0)
  if (!Number.isInteger(db) || db < 0) throw new Error(`${shown}: db has to be a whole number from 0`)
  return {
    options: {
      ...{ host: host!, port: Number(port), db },
      ...(user && { username: user }),
      ...(password !== null && { password }),
      ...(tls && { tls }),
    },
    prefix: address.param('prefix') ?? '',
    timeoutMs,
    shown,
  }
}
