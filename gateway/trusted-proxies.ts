import { isIP } from 'node:net'
import { ConfigError } from './config.ts'

const named = ['loopback', 'linklocal', 'uniquelocal']

/**
 * Whose X-Forwarded-For is believed: addresses, networks and names for them. Never everybody's: anybody could choose an
 * address. Throws a ConfigError for what is none of these.
 */
export function trustedProxies(given: string | undefined): string[] | false {
  if (given === undefined) return false
  const parts = given.split(',')
  const wrong = parts.find((part) => !named.includes(part) && !isNetwork(part))
  if (wrong === undefined) return parts
  throw new ConfigError(
    `TRUST_PROXY: ${JSON.stringify(wrong)} is no proxy; give addresses such as 10.0.0.1 or 10.0.0.0/8, or ` +
      named.join(', '),
  )
}

function isNetwork(part: string): boolean {
  const [address = '', bits, more] = part.split('/')
  const version = isIP(address)
  if (version === 0 || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
