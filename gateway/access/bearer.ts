import type { FastifyRequest } from 'fastify'

/** The bearer token of a request (RFC 6750, 2.1); undefined where it has none. What is not a bearer's is not for us. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
}
