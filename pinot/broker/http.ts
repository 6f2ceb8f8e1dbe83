import { Agent, type Dispatcher, type FormData } from 'undici'
import type { PinotAddress } from './address.ts'

const CONNECT_MS = 2000
const KEEP_ALIVE_MS = 60_000

/**
 * Connections that stay open, one request at a time on each. undici switches Nagle's algorithm off on every
 * socket (TCP_NODELAY); with it each query would cost 40 ms more.
 */
export function pinotAgent({ timeoutMs, tls }: PinotAddress, connections: number): Agent {
  return new Agent({
    connections,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: Math.min(CONNECT_MS, timeoutMs), ...tls },
  })
}

/** Sends a request; answers of any status are returned. */
export async function send(
  agent: Agent,
  address: PinotAddress,
  request: {
    method: Dispatcher.HttpMethod
    path: string
    body?: string | FormData
    json?: boolean
    /** What the answer may be; JSON if left out. */
    accept?: string
  },
): Promise<{ status: number; text: string }> {
  const { method, path, body, json, accept = 'application/json' } = request
  const headers: Record<string, string> = { accept }
  if (json) headers['content-type'] = 'application/json'
  if (address.authorization) headers.authorization = address.authorization
  const answer = await agent.request({
    origin: address.origin,
    method,
    path,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  return { status: answer.statusCode, text: await answer.body.text() }
}
