import type { FastifyInstance } from 'fastify'
import { type MetricsGuards, metricsOnly } from '../access/metrics.ts'
import type { Metrics } from './metrics.ts'
import { type ReadinessOptions, reasonsNotReady } from './readiness.ts'

export interface ObserveOptions extends ReadinessOptions, MetricsGuards {
  metrics: Metrics
}

/** `/healthz`: the process is up. `/readyz`: it can serve viewers. `/metrics`: for Prometheus. */
export async function observe(app: FastifyInstance, options: ObserveOptions): Promise<void> {
  app.get('/healthz', async () => ({ status: 'up' }))

  app.get('/readyz', async (_request, reply) => {
    const reasons = await reasonsNotReady(options)
    return reply.code(reasons.length === 0 ? 200 : 503).send({ ready: reasons.length === 0, reasons })
  })

  const { registry } = options.metrics
  app.get('/metrics', { onRequest: metricsOnly(options) }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
