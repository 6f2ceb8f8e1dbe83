import type { FastifyReply, RouteGenericInterface } from 'fastify'

/** Answers with a CSV that a browser saves as `name`.csv. */
export function sendCsv(
  reply: { header: FastifyReply<RouteGenericInterface>['header'] },
  name: string,
  text: string,
): string {
  reply.header('content-type', 'text/csv; charset=utf-8; header=present')
  reply.header('content-disposition', `attachment; filename="${name.replace(/[^\w-]/g, '_')}.csv"`)
  return text
}
