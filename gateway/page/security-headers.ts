import type { FastifyInstance } from 'fastify'

/** Headers that every answer has. */
export function securityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      // A page whose address has a key in it names its address to nobody.
      'referrer-policy': /[?&]key=/.test(request.url) ? 'no-referrer' : 'strict-origin-when-cross-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(self), screen-wake-lock=(self)',
      'cross-origin-opener-policy': 'same-origin',
    })
  })
}
