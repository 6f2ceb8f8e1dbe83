import { Problem, problems } from '../problems.ts'
import { AccessFailure } from './failure.ts'

/** How a refusal is answered over HTTP, with the challenge of RFC 6750. */
export function accessProblem({ code, message }: AccessFailure): Problem {
  const { status } = problems[code]
  const realm = 'Bearer realm="racecast control"'
  if (status === 503) return new Problem(code, message, { headers: { 'retry-after': '2' } })
  if (status === 401) {
    const challenge = code === 'unauthorized' ? realm : `${realm}, error="invalid_token"`
    return new Problem(code, message, { headers: { 'www-authenticate': challenge } })
  }
  if (code !== 'key-wrong-scope') return new Problem(code, message)
  return new Problem(code, message, {
    headers: { 'www-authenticate': `${realm}, error="insufficient_scope"` },
  })
}

/** What was allowed or found; a refusal is thrown. */
export function granted<T>(answer: T | AccessFailure): T {
  if (answer instanceof AccessFailure) throw accessProblem(answer)
  return answer
}
