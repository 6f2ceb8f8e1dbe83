import type { FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'
import { carries } from './bearer.ts'

/** Lets a request pass only with the control token. Without a token in the settings nothing can be changed. */
export function controlOnly(token: string | undefined) {
  return async (request: FastifyRequest): Promise<void> => {
    if (token === undefined)
      throw new Problem(
        'control-off',
        'Set CONTROL_TOKEN and start the gateway again to change races and courses.',
      )
    if (carries(request, token)) return
    throw new Problem('unauthorized', 'Send "Authorization: Bearer TOKEN" with the control token.', {
      headers: { 'www-authenticate': 'Bearer realm="racecast control"' },
    })
  }
}
