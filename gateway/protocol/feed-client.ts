import { BackOff } from './client/back-off.ts'
import { ClockOffset } from './client/clock-offset.ts'
import { Connection } from './client/connection.ts'
import { connectWebSocket, type Schedule, type SocketLike, scheduleTimeout } from './client/socket.ts'
import type { Pong } from './client-messages.ts'
import { worthReconnecting } from './close-codes.ts'
import type { Bye, Delta, FeedError, Health, Snapshot } from './messages.ts'
import { RaceState } from './race-state.ts'

export interface FeedOptions {
  /** ws(s)://host/feed */
  url: string
  /** runId or slug. */
  race: string
  /** A fresh state each time. */
  onSnapshot(state: RaceState, message: Snapshot): void
  /** The state has already been advanced. */
  onDelta(state: RaceState, message: Delta): void
  onStatus(status: FeedStatus): void
  /** The store of the race has stopped answering, or (null) answers again; epoch ms by the server's clock. */
  onStoreDown?(since: number | null): void
  /** How old what is on the screen is, ms (see `Pong`): for the server's metrics. Null while nothing is. */
  shownMs?: () => number | null
  connect?: (url: string, protocols: string[]) => SocketLike
  /** Epoch ms. */
  now?: () => number
  /** Uniform in [0, 1). */
  random?: () => number
  schedule?: Schedule
}

export type FeedStatus =
  | { state: 'connecting'; attempt: number }
  | { state: 'live' }
  /** `retryAt` is local epoch ms. */
  | { state: 'waiting'; retryAt: number; reason: string }
  /** Will not be tried again. */
  | { state: 'failed'; code: string; message: string }

/** A connection that held for so long begins a new series of attempts when it breaks, ms. */
const steadyMs = 10_000
/** Out of step twice within this time is no accident: come back later instead of asking for snapshots, ms. */
const resyncEveryMs = 5000

/**
 * Follows a race: keeps a `RaceState` equal to the server's, comes back by itself after whatever happens to the
 * connection, and knows the server's clock. The state outlives a lost connection until the next snapshot.
 */
export class FeedClient {
  readonly #options: FeedOptions
  readonly #now: () => number
  readonly #schedule: Schedule
  readonly #clock = new ClockOffset()
  readonly #backOff: BackOff
  #connection: Connection | null = null
  #cancelRetry: (() => void) | null = null
  #state: RaceState | null = null
  #live = false
  #liveSince = 0
  /** Deltas are of no use until the snapshot that was asked for is here. */
  #awaitsSnapshot = true
  #resyncedAt = Number.NEGATIVE_INFINITY
  /** What the server last complained of; the close after it says whether to come back. */
  #error: FeedError | null = null
  #storeDownSince: number | null = null
  /** How long the newest frame took from the bus to here, ms; null while the clocks have not been compared. */
  #arrivedMs: number | null = null

  constructor(options: FeedOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#schedule = options.schedule ?? scheduleTimeout
    this.#backOff = new BackOff(options.random ?? Math.random)
    this.#open()
  }

  get state(): RaceState | null {
    return this.#state
  }

  /** The server's clock now, epoch ms: the local one and the best offset seen by `time` round trips. */
  serverNow(): number {
    return this.#now() + this.#clock.offsetMs
  }

  /** The shortest of the last round trips, ms; null before the first. */
  get roundTripMs(): number | null {
    return this.#clock.roundTripMs
  }

  /** The page became visible or the network came back: ends a wait; a connection has to show that it lives. */
  reconnectNow(): void {
    if (this.#cancelRetry) {
      this.#cancelRetry()
      this.#open()
    } else this.#connection?.probe()
  }

  /** Ends it for good; nothing is called after it. */
  close(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = null
    this.#connection?.end()
    this.#connection = null
  }

  #open(): void {
    this.#cancelRetry = null
    this.#live = false
    this.#awaitsSnapshot = true
    this.#error = null
    this.#options.onStatus({ state: 'connecting', attempt: this.#backOff.attempt })
    let socket: SocketLike
    try {
      socket = (this.#options.connect ?? connectWebSocket)(this.#options.url, ['racecast.v1.json'])
    } catch (error) {
      // Only a wrong address throws here, and it will not mend itself.
      this.#options.onStatus({ state: 'failed', code: 'badAddress', message: (error as Error).message })
      return
    }
    const { race } = this.#options
    this.#connection = new Connection(
      socket,
      {
        ...{ race, clock: this.#clock, now: this.#now, schedule: this.#schedule },
        lateness: () => this.#lateness(),
      },
      {
        onMessage: (message) => this.#onMessage(message),
        onLost: (code, reason) => this.#onLost(code, reason),
      },
    )
  }

  #onMessage(message: Snapshot | Delta | Health | Bye | FeedError): void {
    switch (message.type) {
      case 'snapshot':
        this.#onSnapshot(message)
        break
      case 'delta':
        this.#onDelta(message)
        break
      case 'health':
        this.#setStoreDown(message.store === 'down' ? (message.since ?? this.serverNow()) : null)
        break
      case 'bye':
        this.#connection?.end()
        this.#backOff.succeeded()
        this.#wait(message.reconnectAfterMs, 'the server is restarting')
        break
      case 'error':
        this.#error = message
    }
  }

  #onSnapshot(message: Snapshot): void {
    const state = new RaceState(message)
    if (state.entities.hash !== message.hash) {
      this.#connection?.drop('a snapshot does not agree with its hash')
      return
    }
    this.#state = state
    this.#awaitsSnapshot = false
    // Nothing had to be told yet: whatever is wrong follows.
    this.#setStoreDown(null)
    if (!this.#live) {
      this.#live = true
      this.#liveSince = this.#now()
      this.#options.onStatus({ state: 'live' })
    }
    this.#options.onSnapshot(state, message)
  }

  #setStoreDown(since: number | null): void {
    if (since === this.#storeDownSince) return
    this.#storeDownSince = since
    this.#options.onStoreDown?.(since)
  }

  #lateness(): Pick<Pong, 'arrivedMs' | 'shownMs'> {
    const shownMs = this.#options.shownMs?.() ?? null
    return {
      ...(this.#arrivedMs === null ? {} : { arrivedMs: this.#arrivedMs }),
      ...(shownMs === null ? {} : { shownMs: Math.round(shownMs) }),
    }
  }

  #onDelta(message: Delta): void {
    // Without a round trip the difference of the clocks is a guess, and so would this be.
    if (this.#clock.roundTripMs !== null) this.#arrivedMs = Math.round(this.serverNow() - message.lag.sentAt)
    if (this.#awaitsSnapshot || !this.#state) return
    const isNext = this.#state.isFollowedBy(message.epoch, message.since ?? message.seq - 1)
    if (isNext) this.#state.apply(message)
    if (isNext && this.#state.entities.hash === message.hash) this.#options.onDelta(this.#state, message)
    else this.#resync()
  }

  #resync(): void {
    const now = this.#now()
    if (now - this.#resyncedAt < resyncEveryMs) {
      this.#connection?.drop('the feed is out of step again')
      return
    }
    this.#resyncedAt = now
    this.#awaitsSnapshot = true
    this.#connection?.subscribe()
  }

  #onLost(code: number | null, reason: string): void {
    this.#connection = null
    if (code !== null && !worthReconnecting(code)) {
      const { code: name, message } = this.#error ?? { code: String(code), message: reason }
      this.#options.onStatus({ state: 'failed', code: name, message })
      return
    }
    if (this.#live && this.#now() - this.#liveSince >= steadyMs) this.#backOff.succeeded()
    this.#wait(this.#backOff.next(), this.#error?.message ?? reason)
  }

  #wait(ms: number, reason: string): void {
    this.#connection = null
    this.#cancelRetry = this.#schedule(ms, () => this.#open())
    this.#options.onStatus({ state: 'waiting', retryAt: this.#now() + ms, reason })
  }
}
