import { BlockList } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'
import { bearerOf } from './bearer.ts'
import { isSameSecret } from './same-secret.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether it comes from this machine itself and not through a proxy on it. */
function isLocal({ ip, headers }: FastifyRequest): boolean {
  if (headers.forwarded || headers['x-forwarded-for']) return false
  const address = ip.replace(/^::ffff:/, '')
  return loopback.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}

/** Lets a request pass from this machine, or with the metrics token where there is one. */
export function metricsOnly(token: string | undefined) {
  return async (request: FastifyRequest): Promise<void> => {
    if (isLocal(request) || (token !== undefined && isSameSecret(bearerOf(request) ?? '', token))) return
    throw new Problem(
      'unauthorized',
      'Ask from this machine, or send "Authorization: Bearer" with METRICS_TOKEN.',
      {
        headers: { 'www-authenticate': 'Bearer realm="racecast metrics"' },
      },
    )
  }
}
