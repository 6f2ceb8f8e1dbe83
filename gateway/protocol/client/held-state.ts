import type { Delta, Snapshot } from '../messages.ts'
import { RaceState } from '../race-state.ts'
import type { SequencePlace } from '../sequence-place.ts'

/** The state that a viewer holds, and whether it is still what the server says. */
export class HeldState {
  #state: RaceState | null = null
  #isSound = false

  get state(): RaceState | null {
    return this.#state
  }

  /** What to resume from; null where nothing is held that can be trusted. */
  get resume(): SequencePlace | null {
    return this.#state && this.#isSound ? { epoch: this.#state.epoch, seq: this.#state.seq } : null
  }

  /** From now on only a snapshot helps. It can still be shown. */
  distrust(): void {
    this.#isSound = false
  }

  /** Takes a snapshot over; false, and nothing is changed, where it contradicts its own hash. */
  replace(message: Snapshot): boolean {
    let state: RaceState
    try {
      state = new RaceState(message)
    } catch {
      return false
    }
    if (state.entities.hash !== message.hash) return false
    this.#state = state
    this.#isSound = true
    return true
  }

  /**
   * Advances by a delta. False where it does not follow, leaves out entries of the log, or does not lead to the hash that
   * it says: then what is held is not to be trusted.
   */
  advance(delta: Delta): boolean {
    this.#isSound &&= this.#takes(delta)
    return this.#isSound
  }

  #takes(delta: Delta): boolean {
    const state = this.#state
    if (!state) return false
    try {
      const next = state.nextLogNumber
      if (delta.log.some(({ n }, i) => n !== next + i)) return false
      state.apply(delta)
      return state.entities.hash === delta.hash
    } catch {
      return false
    }
  }
}
