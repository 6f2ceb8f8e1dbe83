import {
  type Every,
  FeedClient,
  type FeedStatus,
  type RosterEntry,
  type SocketLike,
  type Topic,
} from '@racecast/gateway/protocol'
import { type Frame, hashAgrees, readFrame } from './frame.ts'
import { tap } from './tap.ts'

/** How many frames are kept: some minutes of a race. */
const most = 300

export interface InspectorWish {
  race: string
  format: 'bin' | 'json'
  topics: Topic[]
  every: Every
}

/**
 * Follows a race with the client that every page uses, and listens on its socket: what is seen here is what came, read
 * by the protocol's own decoder.
 */
export class Inspector {
  wish: InspectorWish = $state.raw({
    race: 'test',
    format: 'bin',
    topics: ['positions', 'log', 'roster', 'health'],
    every: 1,
  })
  status = $state.raw<FeedStatus>({ state: 'connecting', attempt: 0 })
  /** Newest last. */
  frames = $state.raw<Frame[]>([])
  chosen = $state.raw<Frame | null>(null)
  /** Whether pings, pongs and comparisons of clocks are listed, too. */
  heartbeat = $state(false)
  paused = $state(false)
  /** How many have come since the pause began. */
  passedBy = $state(0)
  /** Everybody that the state has a place of. */
  field = $state(0)
  raceName = $state('')
  simulated = $state(false)
  readonly #url: string
  readonly #connect: (url: string, protocols: string[]) => SocketLike
  #feed: FeedClient | null = null
  #kept: Frame[] = []
  #n = 0

  /** @param url ws(s)://host/feed */
  constructor(url: string, connect: (url: string, protocols: string[]) => SocketLike = openWebSocket) {
    this.#url = url
    this.#connect = connect
  }

  open(): void {
    this.#feed?.close()
    this.#kept = []
    this.frames = []
    this.chosen = null
    this.passedBy = 0
    const { race, ...wish } = this.wish
    this.#feed = new FeedClient({
      url: this.#url,
      race,
      ...wish,
      connect: (url, protocols) => tap(this.#connect(url, protocols), this.#listener),
      onStatus: (status) => {
        this.status = status
      },
    })
  }

  close(): void {
    this.#feed?.close()
    this.#feed = null
  }

  /** Another race or format is another connection; the rest is asked for on the same one. */
  change(wish: Partial<InspectorWish>): void {
    const anew = 'race' in wish || 'format' in wish
    this.wish = { ...this.wish, ...wish }
    const { topics, every } = this.wish
    if (anew) this.open()
    else this.#feed?.change({ topics, every })
  }

  pause(on: boolean): void {
    this.paused = on
    this.passedBy = 0
  }

  get roster(): ReadonlyMap<number, RosterEntry> | undefined {
    return this.#feed?.state?.roster
  }

  get listed(): Frame[] {
    return this.heartbeat ? this.frames : this.frames.filter(({ kind }) => !/^(ping|pong|time)$/.test(kind))
  }

  serverNow(): number {
    return this.#feed?.serverNow() ?? Date.now()
  }

  readonly #listener = {
    heard: (data: unknown, pass: () => void): void => {
      const raw = typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer)
      const frame = this.#read(raw, 'in')
      this.#keep(frame)
      pass()
      const state = this.#feed?.state ?? null
      frame.hash = hashAgrees(frame, state)
      if (state) {
        this.field = state.entities.size
        this.raceName = state.race.name
        this.simulated = state.race.simulated
      }
      this.#show()
    },
    said: (data: string): void => {
      this.#keep(this.#read(data, 'out'))
      this.#show()
    },
  }

  #read(raw: string | Uint8Array, way: Frame['way']): Frame {
    this.#n++
    return readFrame(raw, this.#feed?.state ?? null, { n: this.#n, way, at: this.serverNow() })
  }

  #keep(frame: Frame): void {
    if (this.paused) this.passedBy++
    else this.#kept = [...this.#kept.slice(1 - most), frame]
  }

  /** Once the client has taken it: only then is it known whether its hash agrees. */
  #show(): void {
    this.frames = this.#kept
  }
}

function openWebSocket(url: string, protocols: string[]): SocketLike {
  const socket = new WebSocket(url, protocols)
  socket.binaryType = 'arraybuffer'
  return socket as unknown as SocketLike
}
