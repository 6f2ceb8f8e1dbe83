import { FeedClient } from '@racecast/gateway/protocol'
import { WebSocket } from 'ws'
import { monotonicMs } from './monotonic.ts'

// frozen-viewer.ts PORT RACE COUNT: viewers with the project's own client, which decodes every frame and checks every hash. A
// process of them is frozen by a SIGSTOP: it reads nothing, as a phone that sleeps. Over IPC "read" is answered with what
// they have seen since the last time.

/** What one viewer has seen. */
export interface Followed {
  /** The sequence numbers in order, and when each came, on the monotonic clock. */
  seqs: number[]
  arrivals: number[]
  /** Deltas that said more than one tick at once. */
  merged: number
  /** Snapshots, by their reason. */
  snapshots: string[]
  closedWith: number[]
  /** What it holds. */
  seq: number
  hash: number
}

const [port = '', race = '', counted = ''] = process.argv.slice(2)
const nothing = () => ({ seqs: [], arrivals: [], merged: 0, snapshots: [], closedWith: [] })
const seen: Omit<Followed, 'seq' | 'hash'>[] = Array.from({ length: Number(counted) }, nothing)

function follow(index: number): Promise<FeedClient> {
  const { promise, resolve, reject } = Promise.withResolvers<FeedClient>()
  const client = new FeedClient({
    ...{ url: `ws://127.0.0.1:${port}/feed`, race },
    connect(url, protocols) {
      const socket = new WebSocket(url, protocols, { perMessageDeflate: false })
      socket.binaryType = 'arraybuffer'
      socket.on('close', (code) => seen[index]!.closedWith.push(code))
      return socket as unknown as ReturnType<
        NonNullable<ConstructorParameters<typeof FeedClient>[0]['connect']>
      >
    },
    onSnapshot: (_, { reason }) => seen[index]!.snapshots.push(reason),
    onDelta(_, { seq, since = seq - 1 }) {
      const viewer = seen[index]!
      viewer.seqs.push(seq)
      viewer.arrivals.push(monotonicMs())
      if (seq - since > 1) viewer.merged++
    },
    onStatus(status) {
      if (status.state === 'live') resolve(client)
      if (status.state === 'failed') reject(new Error(status.message))
    },
  })
  return promise
}

const clients: FeedClient[] = []
for (let i = 0; i < seen.length; i += 50)
  clients.push(
    ...(await Promise.all(Array.from({ length: Math.min(50, seen.length - i) }, (_, k) => follow(i + k)))),
  )

process.on('disconnect', () => process.exit(0))
process.on('message', () => {
  const held = clients.map(({ state }) => ({ seq: state?.seq ?? -1, hash: state?.entities.hash ?? -1 }))
  process.send!(seen.map((viewer, i) => ({ ...viewer, ...held[i] })))
  seen.forEach((_, i) => {
    seen[i] = nothing()
  })
})
process.send!('ready')
