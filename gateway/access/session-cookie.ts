import type { FastifyRequest } from 'fastify'

const name = 'racecast_operator'
/** Interface and feed get it, only from pages of this site, and no script can read it. */
const attributes = 'Path=/; HttpOnly; SameSite=Strict'

/** The text of the session that a browser shows; undefined where it shows none. */
export function sessionIn({ headers }: FastifyRequest): string | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value) return value
  }
  return undefined
}

/** What lets a browser show `text` until `expires` (epoch ms); '' and 0 make it forget. */
export function sessionCookie(request: FastifyRequest, text: string, expires: number): string {
  // Behind a proxy that is not trusted only the page's own origin tells that the browser came by https.
  const isSecure = request.protocol === 'https' || /^https:/i.test(request.headers.origin ?? '')
  const until = new Date(expires).toUTCString()
  return `${name}=${text}; ${attributes}; Expires=${until}${isSecure ? '; Secure' : ''}`
}

/**
 * Whether a page of this very origin sends the request: as the browser says in Sec-Fetch-Site, or where that is not sent
 * (older browsers, http without TLS) because its Origin is the host that is asked. A page cannot forge either.
 */
export function isFromThisOrigin({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  return hostOf(headers.origin) === host.toLowerCase()
}

/** Whether another site's page may be behind a request; programs say nothing of sites. */
export function isFromElsewhere(request: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  return site === undefined
    ? origin !== undefined && !isFromThisOrigin(request)
    : !/^(same-origin|none)$/.test(String(site))
}

function hostOf(origin: string | undefined): string | null {
  try {
    return new URL(origin ?? '').host
  } catch {
    return null
  }
}
