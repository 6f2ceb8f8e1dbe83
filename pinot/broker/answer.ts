import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { StoreUnavailable } from '../ports/index.ts'

/** What of a broker's answer is used. Pinot adds fields from release to release. */
const Answer = Type.Object({
  resultTable: Type.Optional(
    Type.Object({
      dataSchema: Type.Object({ columnNames: Type.Array(Type.String()) }),
      rows: Type.Array(Type.Array(Type.Unknown())),
    }),
  ),
  exceptions: Type.Optional(Type.Array(Type.Object({ errorCode: Type.Integer(), message: Type.String() }))),
  numServersQueried: Type.Integer(),
  numServersResponded: Type.Integer(),
  partialResult: Type.Optional(Type.Boolean()),
})
type Answer = Static<typeof Answer>
const answer = Compile(Answer)

/**
 * Codes of org.apache.pinot.common.exception.QueryException that say that the query itself is at fault. All
 * others (a server that is away, segments that are not there yet, time-outs) pass.
 */
const WAITING_IN_VAIN: Record<number, string> = {
  150: 'the query cannot be parsed',
  180: 'this user may not query the table',
  700: 'the query is not valid',
  710: 'the query names a column that the table does not have; bring it up to date by: npm run pinot -- apply',
}
const NO_TABLE = new Set([190, 410])

/**
 * The rows of an answer with status 200, which is no promise: errors and gaps are told within. Throws
 * StoreUnavailable for an answer that is not whole.
 */
export function rowsOf(body: string, server: string): unknown[][] {
  const parsed = parse(body, server)
  const [exception] = parsed.exceptions ?? []
  if (exception) throw explain(exception, server)
  const { numServersQueried, numServersResponded, partialResult, resultTable } = parsed
  if (numServersQueried === 0) throw new StoreUnavailable(`${server}: no server of the table is known yet`)
  if (numServersResponded < numServersQueried || partialResult)
    throw new StoreUnavailable(
      `${server}: a partial answer, ${numServersResponded} of ${numServersQueried} servers`,
    )
  if (!resultTable) throw new StoreUnavailable(`${server}: an answer without a table`)
  return resultTable.rows
}

function parse(body: string, server: string): Answer {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch (error) {
    throw new StoreUnavailable(`${server}: an answer that is not JSON: ${body.slice(0, 200)}`, {
      cause: error,
    })
  }
  // The rows of a race are many and are read one by one elsewhere: only the rest is worth checking here.
  const { resultTable, ...rest } = parsed as Partial<Answer>
  if (!answer.Check(rest) || (resultTable && !Array.isArray(resultTable.rows)))
    throw new StoreUnavailable(`${server}: not an answer of a Pinot broker: ${body.slice(0, 200)}`)
  return { ...rest, ...(resultTable ? { resultTable } : {}) }
}

function explain({ errorCode, message }: { errorCode: number; message: string }, server: string): Error {
  const said = `(${errorCode}) ${message.split('\n\tat ')[0]!.replaceAll('\n', ' ').slice(0, 300)}`
  const inVain = WAITING_IN_VAIN[errorCode]
  if (inVain) return new Error(`${server}: ${inVain}: ${said}`)
  if (NO_TABLE.has(errorCode))
    return new StoreUnavailable(
      `${server}: the table is missing; make it by: npm run pinot -- apply: ${said}`,
    )
  return new StoreUnavailable(`${server}: ${said}`)
}
