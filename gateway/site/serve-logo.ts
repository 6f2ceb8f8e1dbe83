import type { FastifyInstance } from 'fastify'
import { cachePolicy } from '../rest/http/cache-policy.ts'
import type { Organiser } from './organiser.ts'

/** An SVG is a document: opened by itself it may draw and nothing else. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

/** The organiser's logo, at an address of its own. */
export function serveLogo(app: FastifyInstance, { logo }: Organiser): void {
  if (!logo) return
  app.get(logo.address, async (_request, reply) => {
    reply.headers({
      'content-security-policy': policy,
      'cache-control': cachePolicy.forEver,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
    return reply.type(logo.type).send(logo.bytes)
  })
}
