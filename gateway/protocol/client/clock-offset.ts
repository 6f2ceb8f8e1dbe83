const kept = 8
/** Two clocks run apart by no more over as many round trips as are kept, ms. */
const driftMs = 500

interface Sample {
  roundTripMs: number
  offsetMs: number
}

/**
 * How far the server's clock is ahead of the local one, which only goes on. Of the last round trips the shortest counts: half of it
 * is the most that its offset can be wrong (Cristian's algorithm). Old ones are forgotten, since clocks drift.
 */
export class ClockOffset {
  readonly #samples: Sample[] = []
  #best: Sample | null = null
  #guess = 0

  /** Server minus local, ms. */
  get offsetMs(): number {
    return this.#best?.offsetMs ?? this.#guess
  }

  get roundTripMs(): number | null {
    return this.#best?.roundTripMs ?? null
  }

  /** A server time that came without a question: as good as nothing better is known. */
  hint(serverTime: number, receivedAt: number): void {
    this.#guess = serverTime - receivedAt
  }

  /** One round trip: when it was sent and its answer received by the local clock, ms. */
  offer(sentAt: number, receivedAt: number, serverTime: number): void {
    const roundTripMs = receivedAt - sentAt
    const offsetMs = serverTime - (sentAt + receivedAt) / 2
    const best = this.#best
    // Both cannot be right: the server's clock was put right in between, and what was measured before says nothing any more.
    if (best && Math.abs(offsetMs - best.offsetMs) > (roundTripMs + best.roundTripMs) / 2 + driftMs)
      this.#samples.length = 0
    this.#samples.push({ roundTripMs, offsetMs })
    if (this.#samples.length > kept) this.#samples.shift()
    this.#best = this.#samples.reduce((a, b) => (b.roundTripMs < a.roundTripMs ? b : a))
  }

  /** A new connection may lead to another server: only its own round trips count, once there is one. */
  restart(): void {
    this.#samples.length = 0
  }
}
