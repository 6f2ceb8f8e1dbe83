import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { Problem, type ProblemCode } from '../problems.ts'

/** What Fastify itself refuses, by its error codes. */
const OF_FASTIFY: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-body',
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { code = '', message } = error as FastifyError
  if (error instanceof SyntaxError) return new Problem('malformed-body', `${message}; send JSON`)
  const known = OF_FASTIFY[code]
  if (known) return new Problem(known, message)
  return new Problem('internal', 'see the log of the generator', undefined, error)
}

function send(reply: FastifyReply, problem: Problem) {
  if (problem.status === 503) reply.header('retry-after', '1')
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

/** Answers every error with problem details. */
export function problemReplies(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    if (problem.code === 'internal') request.log.error({ err: error }, 'request failed')
    return send(reply, problem)
  })
  app.setNotFoundHandler((request, reply) =>
    send(reply, new Problem('not-found', `there is no ${request.method} ${request.url.slice(0, 200)}`)),
  )
}
