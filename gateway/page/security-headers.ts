import type { FastifyInstance } from 'fastify'

/** Headers that every answer has. */
export function securityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(self), screen-wake-lock=(self)',
      'cross-origin-opener-policy': 'same-origin',
    })
  })
}
