import { StoreUnavailable } from '@racecast/pinot/ports'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { BusUnavailable } from '../../bus/bus.ts'
import { Problem, type ProblemCode } from '../../problems.ts'

/** What Fastify's own errors are called here. */
const codes: Record<string, [ProblemCode, string]> = {
  FST_ERR_BAD_URL: ['malformed-address', 'Encode it as UTF-8 with percent signs, such as %C3%A9.'],
  FST_ERR_MAX_PARAM_LENGTH: ['address-too-long', 'A name in it may have 200 characters.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', 'Send less.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'Send application/json.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed-body', 'Send one JSON object.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed-body', 'Send one JSON object; the body is empty.'],
}

/** What is said of `error`, and nothing that only concerns us. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof StoreUnavailable)
    return new Problem('store-unavailable', 'Try again in a moment.', { headers: { 'retry-after': '2' } })
  if (error instanceof BusUnavailable)
    return new Problem('bus-unavailable', 'Try again in a moment.', { headers: { 'retry-after': '2' } })
  const { code, statusCode } = error as Partial<FastifyError>
  const known = codes[code ?? '']
  if (known) return new Problem(...known)
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem('invalid-request', 'The request cannot be read.', { status: statusCode })
  return new Problem('internal', 'It is in the log; try again, and report it if it happens again.')
}

/** Has an answer be `problem`; returns its body. */
export function problemBody(reply: FastifyReply, problem: Problem): string {
  reply
    .removeHeader('etag')
    .code(problem.status)
    .headers(problem.more.headers ?? {})
    .type('application/problem+json; charset=utf-8')
  return JSON.stringify(problem)
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.send(problemBody(reply, problem))
}

/** Every error of every route leaves as problem details. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    if (problem.status >= 500) request.log.error({ err: error }, problem.code)
    return sendProblem(reply, problem)
  })
}

/** Fastify's option for what goes wrong before there is a route. */
export function frameworkErrors(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply.header('x-content-type-options', 'nosniff'), problemOf(error))
}
