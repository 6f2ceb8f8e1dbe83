import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands before a Pinot broker and counts what it is asked, whoever asks. */
export interface CountingProxy {
  /** host:port */
  readonly host: string
  /** Queries so far. */
  count(): number
  close(): void
}

export async function countQueries(broker: string): Promise<CountingProxy> {
  const agent = new Agent({ keepAlive: true })
  let queries = 0
  const server = createServer((asked, answer) => {
    if (asked.url?.startsWith('/query')) queries++
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
    asked.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => queries,
    close() {
      server.closeAllConnections()
      server.close()
      agent.destroy()
    },
  }
}
