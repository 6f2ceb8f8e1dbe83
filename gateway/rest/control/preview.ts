import { RacePreview, StartListReport } from '@racecast/pinot/events'
import { controlOfAll } from '../../access/control.ts'
import { checkOrder, RaceOrder } from '../../access/race-orders.ts'
import type { RestApp, RestContext } from '../context.ts'
import { generatorOrders } from './generator-orders.ts'

/** A start list of 100,000 rows and what JSON adds to it. */
const orderLimit = 25_000_000
const listLimit = 20_000_000

/** What a race will be like before it is made. The body is that of `POST /api/races`. */
export async function previewRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { order } = generatorOrders(context)
  app.post(
    '/api/races/preview',
    {
      onRequest: controlOfAll(context.access),
      schema: { body: RaceOrder, response: { 200: RacePreview } },
      bodyLimit: orderLimit,
    },
    async ({ body }) => {
      checkOrder(body)
      return (await order('/races/preview', body)) as never
    },
  )
}

/** What of a start list cannot be used. The body is the CSV, of whatever type it is sent as. */
export async function startListRoutes(app: RestApp, context: RestContext): Promise<void> {
  const { order } = generatorOrders(context)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post(
    '/api/start-lists/check',
    {
      onRequest: controlOfAll(context.access),
      schema: { response: { 200: StartListReport } },
      bodyLimit: listLimit,
    },
    async ({ body }) => {
      const startList = Buffer.isBuffer(body) ? body.toString('utf8') : ''
      return (await order('/start-lists/check', { startList })) as never
    },
  )
}
