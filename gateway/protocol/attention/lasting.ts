import { EntityFlag } from '../entity-flag.ts'
import type { RaceState } from '../race-state.ts'
import { Conditions, continuousMs, type Lasting, lastingKinds } from './conditions.ts'

/** All that lasts, for who comes now. */
export interface LastingTold {
  epoch: number
  /** The newest fix that was looked at, race ms. */
  at: number
  lasting: Lasting[]
}

/** Kept up by a gateway from fix to fix, whether or not anybody is at the desk, so that it can be told. */
export class LastingWatch {
  readonly #state: RaceState
  readonly #conditions = new Conditions()
  #at = 0

  /** @param state of one epoch, which is moved on by whoever holds it */
  constructor(state: RaceState) {
    this.#state = state
    for (let slot = 0; slot < state.entities.size; slot++) this.#look(slot)
  }

  /** Takes in the newest fixes of these competitors, which `state` has been advanced by. */
  take(ids: Iterable<readonly [id: number, ...rest: unknown[]]>): void {
    for (const [id] of ids) this.#look(this.#state.entities.slotOf(id)!)
  }

  told(): LastingTold {
    const lasting = lastingKinds.flatMap((kind) =>
      [...this.#conditions.lasting(kind)].map(([index, id, since, sinceKnown]): Lasting => {
        return { id, kind, since, sinceKnown, fromCm: this.#conditions.stoodAtCm(index) }
      }),
    )
    return { epoch: this.#state.epoch, at: this.#at, lasting }
  }

  #look(slot: number): void {
    const { entities } = this.#state
    const t = entities.t[slot]!
    const flags = entities.flags[slot]!
    const index = this.#conditions.indexOf(entities.ids[slot]!)
    if (t > this.#at) this.#at = t
    if (flags & EntityFlag.finished) {
      this.#conditions.clear(index)
      return
    }
    this.#conditions.fixed(index, t, {
      continuousMs: continuousMs(this.#state.race),
      cm: entities.cm[slot]!,
      stopped: (flags & EntityFlag.stopped) !== 0,
      offCourse: (flags & EntityFlag.offCourse) !== 0,
      inFence: (flags & EntityFlag.inFence) !== 0,
    })
  }
}
