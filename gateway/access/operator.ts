import type { FastifyRequest } from 'fastify'
import { Compile } from 'typebox/compile'
import { invalid } from '../problems.ts'
import { OperatorName } from './key.ts'

const operatorName = Compile(OperatorName)

/**
 * Who gives an order, for the audit log: who is signed in, else what the header `Racecast-Operator` says (percent-encoded
 * UTF-8), else API. Throws `invalid-request` for a header that is no name.
 */
export function operatorOf({ grant, headers }: FastifyRequest): string {
  if (grant?.operator) return grant.operator
  const given = headers['racecast-operator']
  if (given === undefined) return 'API'
  const name = decoded(String(given))
  if (name !== null && operatorName.Check(name)) return name
  throw invalid([
    {
      field: 'Racecast-Operator',
      value: String(given).slice(0, 80),
      message: 'is not a name',
      remedy: 'give 1 to 40 characters on one line, percent-encoded as UTF-8',
    },
  ])
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
