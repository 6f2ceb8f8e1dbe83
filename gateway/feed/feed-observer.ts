import type { CloseReason, Lag, Snapshot } from '../protocol/index.ts'

/** Told what the feed does, for metrics. */
export interface FeedObserver {
  /** A tick went to `viewers` viewers in step, `bytes` to each. */
  frame(lag: Lag, viewers: number, bytes: number): void
  snapshot(reason: Snapshot['reason'], bytes: number): void
  fellBehind(): void
  closed(reason: CloseReason): void
}

export const nobodyWatches: FeedObserver = {
  frame() {},
  snapshot() {},
  fellBehind() {},
  closed() {},
}
