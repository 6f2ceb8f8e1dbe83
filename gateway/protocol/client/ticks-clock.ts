import type { ClockOffset } from './clock-offset.ts'

const kept = 8

/**
 * The server's clock as its frames tell it. One that was waited for arrives soon after it was sent, one from a cache
 * later: of the last few the one that says the most counts. It is behind by the way from the server to here.
 */
export class TicksClock {
  readonly #clock: ClockOffset
  #offsets: number[] = []

  constructor(clock: ClockOffset) {
    this.#clock = clock
  }

  /** A frame that was sent at `sentAt` by the server's clock has come at `receivedAt` by the local one, ms. */
  take(sentAt: number, receivedAt: number): void {
    this.#offsets = [...this.#offsets, sentAt - receivedAt].slice(-kept)
    this.#clock.hint(Math.max(...this.#offsets), 0)
  }
}
