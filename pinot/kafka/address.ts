import type { SASLOptions } from 'kafkajs'
import { parseAddress, type ServiceAddress } from '../address/service-address.ts'

export interface KafkaAddress extends ServiceAddress {
  sasl: SASLOptions | undefined
}

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const

/**
 * `kafka://[USER:PASSWORD@]HOST:PORT[,HOST:PORT...][?sasl=...]`: what `parseAddress` reads, and `sasl`, the
 * mechanism by which USER is authenticated: plain (if left out), scram-sha-256 or scram-sha-512.
 */
export function kafkaAddress(url: string): KafkaAddress {
  const address = parseAddress(url, 'kafka', ['sasl'])
  const { user, password, shown } = address
  const mechanism = MECHANISMS.find((name) => name === (address.param('sasl') ?? 'plain'))
  if (!mechanism)
    throw new Error(
      `${shown}: sasl is ${JSON.stringify(address.param('sasl'))}; use ${MECHANISMS.join(', ')}`,
    )
  if (user !== null && password === null)
    throw new Error(`${shown}: user ${user} has no password; write USER:PASSWORD@ or passwordFile=PATH`)
  const sasl =
    user === null ? undefined : ({ mechanism, username: user, password: password ?? '' } as SASLOptions)
  return { ...address, sasl }
}
