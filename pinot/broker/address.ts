import { readFileSync } from 'node:fs'
import { parseAddress, type ServiceAddress } from '../address/service-address.ts'

export interface PinotAddress extends ServiceAddress {
  /** http://HOST:PORT or https://HOST:PORT */
  origin: string
  /** The header's value, or null. */
  authorization: string | null
}

/**
 * `pinot://[USER:PASSWORD@]HOST:PORT[?...]`, of a broker or a controller: what `parseAddress` reads, one host, and
 * `tokenFile`, a file with a bearer token, instead of user and password.
 */
export function pinotAddress(url: string): PinotAddress {
  const address = parseAddress(url, 'pinot', ['tokenFile'])
  const { hosts, tls, user, password, shown } = address
  if (hosts.length > 1) throw new Error(`${shown}: name one host; several want a load balancer before them`)
  const tokenFile = address.param('tokenFile')
  return {
    ...address,
    origin: `${tls ? 'https' : 'http'}://${hosts[0]}`,
    authorization: tokenFile
      ? `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`
      : user !== null
        ? `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`
        : null,
  }
}
