import type { FastifyRequest } from 'fastify'
import { networkOf } from '../feed/network.ts'
import { Problem } from '../problems.ts'
import type { Access } from './access.ts'
import { granted } from './access-problem.ts'
import { bearerOf } from './bearer.ts'
import { isSameSecret } from './same-secret.ts'
import type { WrongTokens } from './wrong-tokens.ts'

export interface MetricsGuards {
  /** Opens them and nothing else; undefined where there is none. */
  metricsToken: string | undefined
  access: Pick<Access, 'check' | 'mayControl'>
  wrongTokens: WrongTokens
}

/**
 * Lets a request pass that shows the metrics token, or one that controls everything. Where it comes from opens nothing: what a
 * proxy on this machine hands on comes from this machine, and need not say from whom it has it.
 */
export function metricsOnly({ metricsToken, access, wrongTokens }: MetricsGuards) {
  return async (request: FastifyRequest): Promise<void> => {
    const token = bearerOf(request)
    if (token === undefined)
      throw new Problem(
        'unauthorized',
        'Send "Authorization: Bearer" with METRICS_TOKEN, or with the control token.',
        { headers: { 'www-authenticate': 'Bearer realm="racecast metrics"' } },
      )
    if (metricsToken !== undefined && isSameSecret(token, metricsToken)) return
    const check = () => access.check(token)
    const grant = granted(await wrongTokens.limiting(networkOf(request.ip), token, check))
    granted(access.mayControl(grant, null))
  }
}
