import type { Clock } from '../clock.ts'
import type { LiveRace } from '../replica/live-race.ts'
import { DelayedRace } from './delayed-race.ts'

/** So many different delays of one race are served at once: each is a copy of it. */
const mostDelays = 16
/** A copy that nobody watches any more is kept for so long, ms: one that was begun anew would be dark for its delay. */
const keptMs = 60_000

interface Copy {
  readonly runId: string
  readonly race: DelayedRace
  /** Since when nobody has watched it, by `elapsed`; null while somebody does. */
  idleSince: number | null
}

/** The races as they were a while ago, one copy for each delay that is watched. */
export class DelayedRaces {
  readonly #clock: Clock
  /** By race and delay. */
  readonly #copies = new Map<string, Copy>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The race so much later, for somebody who watches; null where others watch it with too many delays already. */
  watched(race: LiveRace, delayMs: number): DelayedRace | null {
    const { runId } = race.info
    const key = keyOf(runId, delayMs)
    const found = this.#copies.get(key)
    if (found) {
      found.idleSince = null
      return found.race
    }
    const own = [...this.#copies].filter(([, copy]) => copy.runId === runId)
    if (own.length >= mostDelays) {
      const idle = own.filter(([, { idleSince }]) => idleSince !== null)
      const [longest] = idle.sort(([, a], [, b]) => a.idleSince! - b.idleSince!)
      if (!longest) return null
      this.#end(longest[0])
    }
    const copy = { runId, race: new DelayedRace(race, delayMs, this.#clock), idleSince: null }
    this.#copies.set(key, copy)
    return copy.race
  }

  /** Its last viewer has gone. */
  left(runId: string, delayMs: number): void {
    const copy = this.#copies.get(keyOf(runId, delayMs))
    if (copy) copy.idleSince = this.#clock.elapsed()
  }

  /** Lets go of the copies that nobody has come back to. */
  tidy(): void {
    const now = this.#clock.elapsed()
    for (const [key, { idleSince }] of this.#copies)
      if (idleSince !== null && now - idleSince >= keptMs) this.#end(key)
  }

  close(): void {
    for (const key of this.#copies.keys()) this.#end(key)
  }

  #end(key: string): void {
    this.#copies.get(key)?.race.close()
    this.#copies.delete(key)
  }
}

const keyOf = (runId: string, delayMs: number) => `${runId} ${delayMs}`
