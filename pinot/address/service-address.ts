import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { type Names, namesWith } from '../tables/names.ts'

/** What the addresses of Kafka, Pinot and Redis have in common: SCHEME://[USER:PASSWORD@]HOST:PORT[,HOST:PORT...][?...] */
export interface ServiceAddress {
  /** `host:port` each; never empty. */
  hosts: string[]
  user: string | null
  password: string | null
  /** null without TLS. */
  tls: ConnectionOptions | null
  names: Names
  /** How long one request may take, ms. */
  timeoutMs: number
  /** The parameter's value, or null. Only those that were announced to `parseAddress` can be there. */
  param(name: string): string | null
  /** The address without its password, for messages. */
  shown: string
}

const COMMON = ['prefix', 'suffix', 'tls', 'ca', 'cert', 'key', 'passwordFile', 'timeoutMs']

/**
 * Reads an address. Everywhere: `prefix`, `suffix` of topics and tables; `tls=true` with `ca`, `cert`, `key` as
 * paths of PEM files; `passwordFile` for a password that shall not stand in the address; `timeoutMs` (5000).
 * `own` names the parameters that this kind of service has besides. Throws an Error that names what is wrong.
 */
export function parseAddress(url: string, scheme: string, own: readonly string[]): ServiceAddress {
  const shown = url.replace(/:[^:@/]*@/, ':***@')
  const wrong = (what: string): never => {
    throw new Error(`${shown}: ${what}; write ${scheme}://HOST:PORT, with ?NAME=VALUE&... after it if needed`)
  }
  const [, credentials, places, query = ''] =
    /^[a-z]+:\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/s.exec(url) ?? wrong('it cannot be read')
  const hosts = places!.split(',')
  for (const place of hosts) {
    const port = Number(/^[\w.-]+:(\d{1,5})$/.exec(place)?.[1])
    if (!(port > 0 && port < 65_536)) wrong(`${JSON.stringify(place)} is not HOST:PORT`)
  }
  const params = new URLSearchParams(query)
  const known = [...COMMON, ...own]
  for (const name of params.keys()) {
    if (!known.includes(name)) wrong(`it has no parameter ${JSON.stringify(name)}, only ${known.join(', ')}`)
  }
  const timeoutMs = Number(params.get('timeoutMs') ?? 5000)
  if (!(timeoutMs >= 100 && timeoutMs <= 600_000)) wrong('timeoutMs has to be 100 to 600000')
  const tls = params.get('tls') ?? 'false'
  if (!['true', 'false'].includes(tls)) wrong(`tls is ${JSON.stringify(tls)}, not true or false`)
  const [user = null, inUrl = null] = (credentials?.split(':') ?? []).map(decodeURIComponent)
  const file = (name: string) => {
    const path = params.get(name)
    return path === null ? undefined : readFileSync(path, 'utf8')
  }
  return {
    hosts,
    user,
    password: file('passwordFile')?.trimEnd() ?? inUrl,
    tls: tls === 'true' ? { ca: file('ca'), cert: file('cert'), key: file('key') } : null,
    names: namesWith({ prefix: params.get('prefix') ?? '', suffix: params.get('suffix') ?? '' }),
    timeoutMs,
    param: (name) => params.get(name),
    shown: shown.replace(/\?.*$/s, ''),
  }
}
