import type { CloseReason, Lag, Snapshot } from '../protocol/index.ts'

export interface FrameSent {
  lag: Lag
  /** Epoch ms; a delay that was asked for is left out. */
  arrivedAt: number
  writtenAt: number
  /** How many were written to, and how much in all. */
  viewers: number
  bytes: number
}

/** Told what the feed does, for metrics. */
export interface FeedObserver {
  /** A tick came from the bus at `arrivedAt` and had gone to all viewers in step at `writtenAt`. */
  frame(tick: FrameSent): void
  /** A viewer says how late a frame arrived, or how old its screen is, ms by the server's clock. */
  reported(stage: 'arrived' | 'shown', ms: number): void
  snapshot(reason: Snapshot['reason'], bytes: number): void
  /** A viewer was sent what it had missed, and nothing else. */
  patch(bytes: number): void
  fellBehind(): void
  closed(reason: CloseReason): void
  /** Somebody was not let in: too many came from one address, or there is no room at all. */
  refused(why: Refusal): void
}

export type Refusal = 'rate' | 'full'

export const nobodyWatches: FeedObserver = {
  frame() {},
  reported() {},
  snapshot() {},
  patch() {},
  fellBehind() {},
  closed() {},
  refused() {},
}
