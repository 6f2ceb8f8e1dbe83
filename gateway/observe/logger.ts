import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from '../config.ts'

const secrets = ['authorization', 'controlToken', 'metricsToken']

/** The gateway's log, JSON a line. No token is ever written, wherever in a line it stands. */
export function createLogger(level: Config['logLevel'], to?: DestinationStream): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const options = { level, base: { service: 'gateway' }, redact: { paths, censor: '[secret]' } }
  return to ? pino(options, to) : pino(options)
}
