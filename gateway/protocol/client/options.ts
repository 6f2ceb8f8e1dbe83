import type { Board } from '../board.ts'
import type { Every, Topic } from '../client-messages.ts'
import type { Delta, Snapshot } from '../messages.ts'
import type { RaceState } from '../race-state.ts'
import type { Schedule, SocketLike } from './socket.ts'

/** What one wants of a race; what is left out is the server's default. */
export interface Wish {
  /** Default: positions, log, roster and health, which is the whole state. */
  topics?: readonly Topic[]
  /** s; 1 stands for every tick of the race. Default 1. */
  every?: Every
  /** Positions and board of these alone. */
  bibs?: readonly string[]
  /** How many rows the board has at most. */
  rows?: number
  /** Everything comes so much later: whole seconds, ms. */
  delayMs?: number
}

export interface FeedOptions extends Wish {
  /** ws(s)://host/feed, or http(s):// likewise. */
  url: string
  /** runId or slug. */
  race: string
  /** `bin` takes a fraction of the bytes; both lead to the same state. Default `bin`. */
  format?: 'bin' | 'json'
  /**
   * `ticks` follows by fetch alone, which any cache in between shares with its other readers: the whole state at every
   * tick, so no `Wish` can be had with it. Default `websocket`.
   */
  transport?: 'websocket' | 'ticks'
  /** What opens a private race. */
  key?: string
  /** A fresh state each time: all that was held before is out of date. */
  onSnapshot?(state: RaceState, message: Snapshot): void
  /** The state has already been advanced. */
  onDelta?(state: RaceState, message: Delta): void
  onBoard?(board: Board): void
  onStatus?(status: FeedStatus): void
  /** The store of the race has stopped answering, or (null) answers again; epoch ms by the server's clock. */
  onStoreDown?(since: number | null): void
  /** How old what is on the screen is, ms (see `Pong`): for the server's metrics. Null while nothing is. */
  shownMs?: () => number | null
  connect?: (url: string, protocols: string[]) => SocketLike
  fetch?: (url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>
  /** Epoch ms; for what is told as a time of day. */
  now?: () => number
  /** ms by a clock that only goes on: all that is measured is measured by it. Default: `now` where that is given, else the machine's. */
  elapsed?: () => number
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

/** What `for await` gives: what has happened since the last one, merged. */
export type FeedUpdate =
  /** Begin anew with this state. */
  | { type: 'snapshot'; state: RaceState; message: Snapshot }
  /** What has changed since the last update. The state is as new, or newer if you have waited since. */
  | { type: 'delta'; state: RaceState; message: Delta }
  | { type: 'board'; board: Board }
  | { type: 'store'; downSince: number | null }
  | { type: 'status'; status: FeedStatus }

/** Why `for await` ends by itself: the feed will not be tried again. */
export class FeedFailed extends Error {
  override readonly name = 'FeedFailed'
  /** One of the reasons of `CloseCode`, or of the problems of REST. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
