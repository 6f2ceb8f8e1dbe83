import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from '../config.ts'

const secrets = ['authorization', 'controlToken', 'metricsToken', 'signingKey', 'token']
/** What a token looks like wherever it stands: in an address, behind "Bearer", or by itself as a JWT. */
const tokens = [
  /(?<=[?&]key=)[^&\s"#\\]+/gi,
  /(?<=\bbearer(?: |%20|\+)+)[^\s",\\]+/gi,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
]
const censor = '[secret]'

/** The gateway's log, JSON a line. No token is ever written, wherever in a line it stands. */
export function createLogger(level: Config['logLevel'], to?: DestinationStream): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const hooks = { streamWrite: withoutTokens }
  const options = { level, base: { service: 'gateway' }, redact: { paths, censor }, hooks }
  return to ? pino(options, to) : pino(options)
}

/** The last sieve: what was not thought of when the line was written. */
function withoutTokens(line: string): string {
  return tokens.reduce((text, token) => text.replace(token, censor), line)
}
