import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Asked {
  path: string
  /** Empty where no query was sent. */
  sql: string
  queryOptions: string
  headers: IncomingMessage['headers']
}
/** Status and body; null keeps the client waiting. */
export type Reply = { status?: number; body: unknown } | null

/** What Pinot's broker says when all is well. */
export const wholeAnswer = (rows: unknown[][] = [], more: object = {}) => ({
  body: {
    resultTable: { dataSchema: { columnNames: ['x'], columnDataTypes: ['STRING'] }, rows },
    exceptions: [],
    numServersQueried: 1,
    numServersResponded: 1,
    ...more,
  },
})

/** A broker of Pinot that answers as `reply` says; it notes what it was asked. It ends with the test. */
export async function fakeBroker(reply: (asked: Asked) => Reply) {
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = parts.length === 0 ? { sql: '', queryOptions: '' } : JSON.parse(String(Buffer.concat(parts)))
    const question = { ...body, path: request.url, headers: request.headers }
    asked.push(question)
    const answer = reply(question)
    if (!answer) return
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' })
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
  })
  server.on('connection', (socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { asked, host: `127.0.0.1:${port}`, connections: () => sockets.size }
}
