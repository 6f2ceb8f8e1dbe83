import { Type } from 'typebox'
import { controlOfAll } from '../../access/control.ts'
import { checkOrder, RaceOrder } from '../../access/race-orders.ts'
import type { RestApp, RestContext } from '../context.ts'
import { generatorOrders } from './generator-orders.ts'

const Expected = Type.Union([
  Type.Object({
    bib: Type.String(),
    name: Type.String(),
    raceTimeMs: Type.Integer({ description: 'net' }),
    at: Type.Integer({ description: 'epoch ms' }),
  }),
  Type.Null(),
])
const count = (description: string) => Type.Integer({ minimum: 0, description })

const Preview = Type.Object({
  slug: Type.String(),
  course: Type.String(),
  lengthCm: Type.Integer(),
  startTime: Type.Integer({ description: 'epoch ms' }),
  competitors: Type.Integer(),
  fastest: Expected,
  slowest: Expected,
  lastInAt: Type.Integer({ description: 'when the last is in or has given up, epoch ms' }),
  stopping: count('who stop in the fence'),
  givingUp: count('who give up'),
  withDropouts: count('who lose their signal for a while'),
  wandering: count('who leave the course for a while'),
  waves: Type.Array(Type.Object({ wave: Type.String(), startTime: Type.Integer(), entries: Type.Integer() })),
})

const StartList = Type.Object({
  rows: Type.Integer(),
  waves: Type.Array(Type.String()),
  bad: Type.Array(
    Type.Object({
      line: Type.Union([Type.Integer(), Type.Null()], {
        description: 'as a spreadsheet counts; the header is 1',
      }),
      field: Type.String(),
      value: Type.Unknown(),
      message: Type.String(),
      remedy: Type.String(),
    }),
  ),
  first: Type.Array(Type.Object({ bib: Type.String(), name: Type.String() }, { additionalProperties: true })),
})

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
      schema: { body: RaceOrder, response: { 200: Preview } },
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
      schema: { response: { 200: StartList } },
      bodyLimit: listLimit,
    },
    async ({ body }) => {
      const startList = Buffer.isBuffer(body) ? body.toString('utf8') : ''
      return (await order('/start-lists/check', { startList })) as never
    },
  )
}
