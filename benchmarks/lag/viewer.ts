import type { Delta, Lag, Snapshot } from '@racecast/gateway/protocol'

/** A frame as it came. */
export interface Arrival {
  /** By this machine's clock, on which all of a benchmark runs, epoch ms. */
  at: number
  lag: Lag
  /** How many fixes were in it. */
  fixes: number
  bytes: number
}

export interface Viewer {
  readonly arrivals: Arrival[]
  /** Called with every message that carries positions. */
  onMessage: (message: Snapshot | Delta) => void
  close(): void
}

/** Epoch ms with its fraction: the clock of whole ms would make all that is short look like nothing. */
export const now = () => performance.timeOrigin + performance.now()

/** Follows a race over /feed and does nothing else. Resolves with the first snapshot; rejects if that does not come. */
export function follow(gateway: string, race: string): Promise<Viewer> {
  const socket = new WebSocket(`${gateway.replace('http', 'ws')}/feed`, ['racecast.v1.json'])
  const viewer: Viewer = { arrivals: [], onMessage: () => {}, close: () => socket.close(1000) }
  const { promise, resolve, reject } = Promise.withResolvers<Viewer>()
  const say = (message: object) => socket.send(JSON.stringify(message))
  socket.onmessage = ({ data }) => {
    const at = now()
    const text = String(data)
    const message = JSON.parse(text)
    if (message.type === 'welcome') say({ type: 'subscribe', race })
    else if (message.type === 'ping') say({ type: 'pong', seq: message.seq })
    else if (message.type === 'snapshot' || message.type === 'delta') {
      const fixes = message.positions.length
      if (message.type === 'delta') viewer.arrivals.push({ at, lag: message.lag, fixes, bytes: text.length })
      viewer.onMessage(message)
      resolve(viewer)
    } else if (message.type === 'error') reject(new Error(message.message))
  }
  socket.onerror = () => reject(new Error(`${gateway}: the feed cannot be reached`))
  socket.onclose = ({ code }) => reject(new Error(`${gateway}: the feed was closed with ${code}`))
  return promise
}
