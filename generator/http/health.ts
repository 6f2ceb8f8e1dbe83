import type { FastifyInstance } from 'fastify'
import type { Racing } from '../race/racing.ts'

/** Alive (`/healthz`), and able to make and publish races (`/readyz`). */
export function healthRoutes(app: FastifyInstance, racing: Racing): void {
  app.get('/healthz', async () => ({ status: 'ok', ...racing.counts() }))
  app.get('/readyz', async () => {
    await racing.ready()
    return { status: 'ready' }
  })
}
