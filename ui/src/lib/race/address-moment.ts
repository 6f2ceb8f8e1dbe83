import { momentParameter } from './address.ts'

/** How often the address is written while a moment changes, ms: browsers refuse a hundred changes in half a minute. */
const everyMs = 1000

/**
 * The moment that is looked at, in the page's address, so that a copied address leads to it: written at a bearable rate, the
 * last one for certain, and taken out at once on going back to the present. An address that was opened with a moment keeps it
 * until that is shown.
 */
export class AddressMoment {
  readonly #save: (at: string | null) => void
  readonly #now: () => number
  readonly #schedule: (ms: number, run: () => void) => () => void
  #cancel: (() => void) | null = null
  #wanted: string | null = null
  #written: string | null = null
  #writtenAt = Number.NEGATIVE_INFINITY

  /** @param now any steady clock, ms; `schedule` gives what cancels */
  constructor(
    save: (at: string | null) => void,
    now: () => number = () => performance.now(),
    schedule: (ms: number, run: () => void) => () => void = later,
  ) {
    this.#save = save
    this.#now = now
    this.#schedule = schedule
  }

  /** What is looked at now, race ms; null for the present. */
  note(raceMs: number | null): void {
    const wasPast = this.#wanted !== null
    this.#wanted = raceMs === null ? null : momentParameter(raceMs)
    if (raceMs === null) {
      this.#cancel?.()
      this.#cancel = null
      if (wasPast) this.#write()
      return
    }
    if (this.#wanted === this.#written || this.#cancel) return
    const wait = this.#writtenAt + everyMs - this.#now()
    if (wait <= 0) this.#write()
    else
      this.#cancel = this.#schedule(wait, () => {
        this.#cancel = null
        this.#write()
      })
  }

  /** Nothing is written any more. */
  close(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #write(): void {
    if (this.#wanted === this.#written) return
    this.#written = this.#wanted
    this.#writtenAt = this.#now()
    this.#save(this.#wanted)
  }
}

function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
