import type { Frame } from '../bus/bus.ts'
import { type Base, type Delta, type RaceState, RateShadow, type SequencePlace } from '../protocol/index.ts'

/** So long after it is due a step still waits for a frame to go with, ms. */
const patienceMs = 1500

/** What all who chose one rate get at one instant. */
export interface Step {
  delta: Delta
  /** `delta` as JSON, where it came like that. */
  json: Buffer | null
  /** What they all hold before it; null where nobody asked for it to be known. */
  base: Base | null
}

/**
 * When those who chose one rate are sent something, and what: every tick, or what has changed in so many seconds. `now` is ms by a
 * clock that only goes on, everywhere.
 */
export class Pace {
  readonly every: 1 | 5 | 15
  #shadow: RateShadow | null = null
  #sentIn: number
  #hasNews = false

  constructor(every: 1 | 5 | 15, state: RaceState | null, now: number) {
    this.every = every
    this.#sentIn = this.#spanAt(now)
    if (state && every > 1) this.#shadow = new RateShadow(state)
  }

  /** What its last step led to; null where nobody has asked for that to be known. */
  get held(): SequencePlace | null {
    return this.#shadow
  }

  /** From now on `base` is known, for the binary encoding. */
  keepBase(state: RaceState | null): void {
    if (state) this.#shadow ??= new RateShadow(state)
  }

  /** Another epoch has begun with `state`. */
  restart(state: RaceState, now: number): void {
    if (this.#shadow || this.every > 1) this.#shadow = new RateShadow(state)
    this.#sentIn = this.#spanAt(now)
    this.#hasNews = false
  }

  /** Takes a frame that `state` has been advanced by; what is due with it, or null. `sent` has to follow. */
  take(frame: Frame, state: RaceState, now: number): Step | null {
    this.#shadow?.take(frame.delta)
    if (this.every === 1) return { delta: frame.delta, json: frame.json, base: this.#shadow }
    this.#hasNews = true
    return this.#due(state, this.#spanAt(now))
  }

  /** What is due without a frame: the last one came before its time, and for a while nothing has come since. */
  overdue(state: RaceState, now: number): Step | null {
    return this.#due(state, this.#spanAt(now - patienceMs))
  }

  #due(state: RaceState, span: number): Step | null {
    if (!this.#hasNews || span <= this.#sentIn || !this.#shadow) return null
    this.#sentIn = span
    const delta = this.#shadow.next(state)
    return delta && { delta, json: null, base: this.#shadow }
  }

  /** A step went out: whoever took it holds what it leads to. */
  sent({ delta }: Step): void {
    this.#hasNews = false
    this.#shadow?.advance(delta)
  }

  #spanAt(now: number): number {
    return Math.floor(now / (this.every * 1000))
  }
}
