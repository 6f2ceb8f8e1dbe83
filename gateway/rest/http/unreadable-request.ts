import type { Socket } from 'node:net'
import { Problem, type ProblemCode } from '../../problems.ts'

const codes: Record<string, [ProblemCode, string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['request-too-slow', 'Send it again.'],
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'Address and headers together may have 16 KiB.'],
}

/**
 * Fastify's option for what is not even a request: answered by hand, and the connection closed. Nothing is written
 * down: the error holds all that came, tokens too.
 */
export function unreadableRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const known = codes[error.code ?? '']
  const problem = known
    ? new Problem(...known)
    : new Problem('malformed-request', 'Send an HTTP/1.1 request.')
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroySoon()
}
