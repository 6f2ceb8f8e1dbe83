/** What the client needs of a WebSocket: the browser's, Node's, or a test's. */
export interface SocketLike {
  send(data: string): void
  close(code?: number): void
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number
  onopen: (() => void) | null
  /** Binary messages come as ArrayBuffer. */
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
  onerror: (() => void) | null
}

export function connectWebSocket(url: string, protocols: string[]): SocketLike {
  if (typeof WebSocket === 'undefined')
    throw new Error(
      'there is no WebSocket here: pass `connect`, or use Node 22 or newer, or transport "ticks"',
    )
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols)
  socket.binaryType = 'arraybuffer'
  return socket as unknown as SocketLike
}

/** Runs something after `ms`; what it returns calls that off. */
export type Schedule = (ms: number, run: () => void) => () => void

export const scheduleTimeout: Schedule = (ms, run) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
