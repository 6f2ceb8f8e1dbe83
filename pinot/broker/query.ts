import { StoreUnavailable } from '../ports/index.ts'
import type { PinotAddress } from './address.ts'
import { rowsOf } from './answer.ts'
import { pinotAgent, send } from './http.ts'

/** One race's poll, what viewers ask for by REST, and the next race: more at once would only queue in Pinot. */
const CONNECTIONS = 8

export type Ask = ReturnType<typeof createAsk>['ask']

/** Queries to a Pinot broker, each with a LIMIT. */
export function createAsk(address: PinotAddress) {
  const agent = pinotAgent(address, CONNECTIONS)
  const { shown, timeoutMs } = address
  let closed = false

  async function answered(request: Parameters<typeof send>[2]): Promise<string> {
    if (closed) throw new Error(`${shown}: the store is closed`)
    const { status, text } = await send(agent, address, request).catch((error: Error) => {
      throw new StoreUnavailable(`${shown}: ${reasonOf(error)}`, { cause: error })
    })
    if (status === 401 || status === 403)
      throw new Error(`${shown}: it answers ${status}; write USER:PASSWORD@ or tokenFile=PATH in its address`)
    if (status !== 200) throw new StoreUnavailable(`${shown}: it answers ${status}: ${text.slice(0, 200)}`)
    return text
  }

  return {
    /**
     * The rows of `sql`, which has no LIMIT of its own and, after it, `option`. As many rows as `limit` are an
     * error: there might be more.
     */
    async ask(sql: string, limit: number, option = ''): Promise<unknown[][]> {
      const body = JSON.stringify({
        sql: `${sql} LIMIT ${limit} ${option}`.trim(),
        queryOptions: `timeoutMs=${timeoutMs}`,
      })
      const text = await answered({ method: 'POST', path: '/query/sql', body, json: true })
      const rows = rowsOf(text, shown)
      if (rows.length >= limit)
        throw new Error(`${shown}: ${limit} rows or more, which is the limit; ask for less at once: ${sql}`)
      return rows
    },
    /** The broker's own word that it answers queries; it gives it as text alone. */
    async ping(): Promise<void> {
      await answered({ method: 'GET', path: '/health', accept: 'text/plain' })
    },
    async close(): Promise<void> {
      closed = true
      await agent.destroy()
    },
  }
}

/** A refused connection to a name with two addresses is an AggregateError without a message. */
function reasonOf(error: Error & { code?: string }): string {
  return error.message || error.code || error.name
}
