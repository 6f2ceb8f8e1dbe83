import { connectWebSocket, type SocketLike } from '@racecast/gateway/protocol'

/** What the shell, app.html, has opened while the page's code was on its way, and what it has heard since. */
export interface EarlyFeed {
  socket: WebSocket
  /** `at` is the local clock, epoch ms. */
  heard: { data: unknown; at: number }[]
}

declare global {
  interface Window {
    earlyFeed?: EarlyFeed
  }
}

const closing = 2

/** Connects to the feed at `url`: by what the shell has opened, the first time and while that is good, else anew. */
export function connectFeed(
  url: string,
  protocols: string[],
  shell: Pick<Window, 'earlyFeed'> = window,
): SocketLike {
  const early = shell.earlyFeed
  delete shell.earlyFeed
  if (!early || early.socket.url !== url || early.socket.readyState >= closing) {
    return connectWebSocket(url, protocols)
  }
  const socket = early.socket as unknown as SocketLike
  // Told once whoever asked for it listens, which is before anything else can come.
  queueMicrotask(() => {
    for (const { data, at } of early.heard) socket.onmessage?.({ data: heardLater(data, Date.now() - at) })
  })
  return socket
}

/** The welcome tells the server's time: read `ms` late, it is so much later there, too. */
function heardLater(data: unknown, ms: number): unknown {
  if (typeof data !== 'string') return data
  const message = JSON.parse(data)
  return message.type === 'welcome'
    ? JSON.stringify({ ...message, serverTime: message.serverTime + ms })
    : data
}
