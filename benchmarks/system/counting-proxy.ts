import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What is asked: the list of races, a race's entries, its current rows, or its history. */
export const kinds = ['races', 'entries', 'current', 'history'] as const
export type Counts = Record<(typeof kinds)[number], number>

/** Stands before a Pinot broker and counts what it is asked, whoever asks. */
export interface CountingProxy {
  /** host:port */
  readonly host: string
  /** Queries so far. */
  counts(): Counts
  close(): void
}

export async function countQueries(broker: string): Promise<CountingProxy> {
  const agent = new Agent({ keepAlive: true })
  const counts: Counts = { races: 0, entries: 0, current: 0, history: 0 }
  const server = createServer(async (asked, answer) => {
    const body = await text(asked)
    if (asked.url?.startsWith('/query')) counts[kindOf(JSON.parse(body).sql)]++
    const { method, headers } = asked
    const onward = request(
      `http://${broker}${asked.url}`,
      { agent, headers, ...(method ? { method } : {}) },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers)
        got.pipe(answer)
      },
    )
    onward.on('error', () => answer.destroy())
    onward.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => ({ ...counts }),
    close() {
      server.closeAllConnections()
      server.close()
      agent.destroy()
    },
  }
}

function kindOf(sql: string): keyof Counts {
  const table = /FROM (races|entries)/.exec(sql)?.[1] as 'races' | 'entries' | undefined
  return table ?? (sql.includes('skipUpsert') ? 'history' : 'current')
}
