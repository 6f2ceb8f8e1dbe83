import type { Board } from './board.ts'
import { BackOff } from './client/back-off.ts'
import { ClockOffset } from './client/clock-offset.ts'
import { Connection } from './client/connection.ts'
import { HeldState } from './client/held-state.ts'
import type { Link, LinkEvents, LinkSetting } from './client/link.ts'
import type { FeedOptions, FeedStatus, FeedUpdate, Wish } from './client/options.ts'
import { connectWebSocket, type Schedule, scheduleTimeout } from './client/socket.ts'
import { steadyClock } from './client/steady-clock.ts'
import { Ticks } from './client/ticks.ts'
import { ticksAddress } from './client/ticks-address.ts'
import { Updates } from './client/updates.ts'
import type { Pong } from './client-messages.ts'
import type { Bye, Delta, Health, Snapshot } from './messages.ts'
import type { RaceState } from './race-state.ts'

/** A connection that held for so long begins a new series of attempts when it breaks, ms. */
const steadyMs = 10_000
/** Out of step twice within this time is no accident: come back later instead of asking for snapshots, ms. */
const resyncEveryMs = 5000

const wishes = ['topics', 'every', 'bibs', 'rows', 'delayMs'] as const satisfies (keyof Wish)[]

/**
 * Follows a race: keeps a `RaceState` equal to the server's, comes back by itself after whatever happens to the
 * connection, asking only for what it missed, and knows the server's clock. Tells what happens by callbacks, or by
 * `for await (const update of feed)`, which gives a slow reader merged updates and ends the feed when it is left.
 */
export class FeedClient implements AsyncIterable<FeedUpdate> {
  readonly #options: FeedOptions
  readonly #now: () => number
  readonly #elapsed: () => number
  readonly #schedule: Schedule
  readonly #clock = new ClockOffset()
  readonly #backOff: BackOff
  readonly #held = new HeldState()
  readonly #readers = new Set<Updates>()
  #wish: Wish
  #link: Link | null = null
  #cancelRetry: (() => void) | null = null
  #status: FeedStatus | null = null
  #live = false
  #liveSince = 0
  #resyncedAt = Number.NEGATIVE_INFINITY
  #storeDownSince: number | null = null
  /** How long the newest frame took from the bus to here, ms; null while the clocks have not been compared. */
  #arrivedMs: number | null = null
  #heardAt: number
  #over = false

  /** Throws TypeError for a wish that `ticks` cannot fulfil. */
  constructor(options: FeedOptions) {
    this.#options = options
    this.#wish = options
    this.#now = options.now ?? Date.now
    this.#elapsed = options.elapsed ?? options.now ?? steadyClock()
    this.#schedule = options.schedule ?? scheduleTimeout
    this.#heardAt = this.#elapsed()
    this.#clock.hint(this.#now(), this.#heardAt)
    this.#backOff = new BackOff(options.random ?? Math.random)
    if (options.transport === 'ticks') refuseWishes(options)
    this.#open()
  }

  get state(): RaceState | null {
    return this.#held.state
  }

  get status(): FeedStatus {
    return this.#status!
  }

  /** The server's clock now, epoch ms: one that only goes on here and the best offset seen by `time` round trips. */
  serverNow(): number {
    return this.#elapsed() + this.#clock.offsetMs
  }

  /**
   * When anything last came from the server, by its clock, epoch ms: a connection is only known to be dead two and a half
   * heartbeats after that, and until then the silence of those who are followed may be its own.
   */
  get heardAt(): number {
    return this.#heardAt + this.#clock.offsetMs
  }

  /** The shortest of the last round trips, ms; null before the first, and with `ticks`. */
  get roundTripMs(): number | null {
    return this.#clock.roundTripMs
  }

  /**
   * Wishes for something else of the same race, on the same connection. What is held is kept where it stays of use: at
   * another rate only what was missed is sent. With other topics or bibs, or another delay, everything comes anew.
   */
  change(wish: Wish): void {
    if (this.#options.transport === 'ticks') refuseWishes(wish)
    const before = contentOf(this.#wish)
    this.#wish = { ...this.#wish, ...wish }
    if (contentOf(this.#wish) !== before) this.#held.distrust()
    this.#link?.ask(this.#held.resume)
  }

  /** The page became visible or the network came back: ends a wait; a connection has to show that it lives. */
  reconnectNow(): void {
    if (this.#cancelRetry) {
      this.#cancelRetry()
      this.#open()
    } else this.#link?.probe()
  }

  /** Ends it for good; nothing is called after it, and every `for await` ends. */
  close(): void {
    this.#over = true
    this.#cancelRetry?.()
    this.#cancelRetry = null
    this.#link?.end()
    this.#link = null
    for (const reader of this.#readers) reader.end()
    this.#readers.clear()
  }

  /** What happens from now on, beginning with the state as it is. */
  [Symbol.asyncIterator](): AsyncIterableIterator<FeedUpdate, undefined> {
    const reader = new Updates(() => this.close())
    const { state } = this
    if (state) reader.snapshot(state, state.snapshot('subscribed'))
    if (this.#status) reader.status(this.#status)
    if (this.#over) reader.end()
    else this.#readers.add(reader)
    return reader
  }

  #open(): void {
    this.#cancelRetry = null
    this.#live = false
    this.#say({ state: 'connecting', attempt: this.#backOff.attempt })
    if (this.#over) return
    try {
      this.#link = this.#newLink()
    } catch (error) {
      // Only a wrong address, or want of a WebSocket, throws here, and that will not mend itself.
      this.#say({ state: 'failed', code: 'badAddress', message: (error as Error).message })
    }
  }

  #newLink(): Link {
    const { url, race, key, format = 'bin', transport, connect = connectWebSocket } = this.#options
    const setting: LinkSetting = {
      ...{ race, key, clock: this.#clock, elapsed: this.#elapsed, schedule: this.#schedule },
      base: () => (this.#held.resume ? this.#held.state : null),
      lateness: () => this.#lateness(),
    }
    const events: LinkEvents = {
      onHeard: () => {
        this.#heardAt = this.#elapsed()
      },
      onOpen: () => this.#held.resume,
      onResumed: () => this.#onResumed(),
      onMessage: (message) => this.#onMessage(message),
      onOutOfStep: () => this.#held.resume && this.#resync(),
      onMalformed: () => this.#held.distrust(),
      onLost: (reason) => this.#onLost(reason),
      onRefused: (code, message) => this.#onRefused(code, message),
    }
    if (transport !== 'ticks')
      return new Connection(connect(url, [`racecast.v1.${format}`]), setting, () => this.#wish, events)
    const { fetch = globalThis.fetch, random = Math.random } = this.#options
    return new Ticks({ ...setting, address: ticksAddress(url, race), format, fetch, random }, events)
  }

  #onMessage(message: Snapshot | Delta | Board | Health | Bye): void {
    switch (message.type) {
      case 'snapshot':
        this.#onSnapshot(message)
        return
      case 'delta':
        this.#onDelta(message)
        return
      case 'board':
        this.#options.onBoard?.(message)
        for (const reader of this.#readers) reader.board(message)
        return
      case 'health':
        this.#setStoreDown(message.store === 'down' ? (message.since ?? this.serverNow()) : null)
        return
      case 'bye':
        this.#link?.end()
        this.#backOff.succeeded()
        this.#wait(message.reconnectAfterMs, 'the server is restarting')
    }
  }

  #onSnapshot(message: Snapshot): void {
    if (!this.#held.replace(message)) {
      this.#held.distrust()
      this.#link?.drop('a snapshot does not agree with its hash')
      return
    }
    this.#onResumed()
    const state = this.state!
    this.#options.onSnapshot?.(state, message)
    for (const reader of this.#readers) reader.snapshot(state, message)
  }

  #onResumed(): void {
    // Nothing had to be told yet: whatever is wrong follows.
    this.#setStoreDown(null)
    if (this.#live) return
    this.#live = true
    this.#liveSince = this.#elapsed()
    this.#say({ state: 'live' })
  }

  #setStoreDown(since: number | null): void {
    if (since === this.#storeDownSince) return
    this.#storeDownSince = since
    this.#options.onStoreDown?.(since)
    for (const reader of this.#readers) reader.store(since)
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
    if (!this.#held.resume) return
    if (!this.#held.advance(message)) {
      this.#resync()
      return
    }
    this.#options.onDelta?.(this.state!, message)
    for (const reader of this.#readers) reader.delta(message)
  }

  /** What is held is not what the server has: asks for everything, unless that was done a moment ago. */
  #resync(): void {
    const now = this.#elapsed()
    this.#held.distrust()
    if (now - this.#resyncedAt < resyncEveryMs) {
      this.#link?.drop('the feed is out of step again')
      return
    }
    this.#resyncedAt = now
    this.#link?.ask(null)
  }

  #onRefused(code: string, message: string): void {
    this.#link = null
    this.#say({ state: 'failed', code, message })
  }

  #onLost(reason: string): void {
    if (this.#live && this.#elapsed() - this.#liveSince >= steadyMs) this.#backOff.succeeded()
    this.#wait(this.#backOff.next(), reason)
  }

  #wait(ms: number, reason: string): void {
    this.#link = null
    this.#cancelRetry = this.#schedule(ms, () => this.#open())
    this.#say({ state: 'waiting', retryAt: this.#now() + ms, reason })
  }

  #say(status: FeedStatus): void {
    this.#status = status
    this.#options.onStatus?.(status)
    for (const reader of this.#readers) reader.status(status)
  }
}

/** What of a wish decides what is held, at any rate. */
function contentOf({ topics, bibs, delayMs = 0 }: Wish): string {
  return JSON.stringify([topics, bibs, delayMs])
}

function refuseWishes(wish: Wish): void {
  const wished = wishes.filter((name) => wish[name] !== undefined)
  if (wished.length > 0)
    throw new TypeError(
      `${wished.join(', ')}: ticks are of everything, at every tick; leave it out, or use transport 'websocket'`,
    )
}
