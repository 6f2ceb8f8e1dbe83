import type { RestApp } from '../context.ts'
import { cachePolicy } from './cache-policy.ts'

/** What can be read may be read by any page on the web, with a key of its own; nothing can be changed by one. */
export function crossOrigin(app: RestApp): void {
  app.addHook('onRequest', async ({ method }, reply) => {
    if (method !== 'GET' && method !== 'HEAD') return
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')
    reply.header('cache-control', cachePolicy.never)
  })

  // What a browser asks before it sends a page's request with an Authorization header.
  app.options('/api/*', async (_request, reply) =>
    reply
      .code(204)
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-headers': 'authorization',
        'access-control-max-age': '86400',
      })
      .send(),
  )
}
