/** Every period of the feed, ms. */
export const timing = {
  /** Nobody who answers goes without a ping for longer. */
  heartbeat: 10_000,
  /** Whose last ping was so long ago is sent one by the next round, which may be a second away. */
  unasked: 8500,
  /**
   * A frame ends in a ping where the last one was so long ago: every fifth at a tick a second. Taking an answer costs more
   * than sending a small frame, so it is not done more often for faster ticks.
   */
  betweenPings: 4500,
  /** How often viewers are looked after. */
  round: 1000,
  /** A ping that goes with frames is answered within this time, or the viewer is behind. */
  behindAfter: 5000,
  /** A snapshot is larger, so that its ping has more time. */
  behindAfterSnapshot: 15_000,
  /** Not a word, or bytes that wait and none of them taken, for so long: closed. */
  silence: 90_000,
  /** A viewer that subscribes to nothing is closed. */
  subscribeWithin: 30_000,
} as const

/** A viewer that has so much to take still, bytes, is written no further snapshot until it has taken it. */
export const mostPending = 1 << 20
