import { changesSince } from './changes.ts'
import type { Entities } from './entities.ts'
import type { Delta, LogEntry, RaceInfo } from './messages.ts'
import type { RaceState } from './race-state.ts'

/**
 * What everybody who chose one rate holds: the state as of the rate's last frame. It is a copy of the position columns,
 * 36 bytes a competitor, and the log entries since, by reference; it is advanced by each frame alone.
 *
 * For each delta of the race, once the state is advanced: `take` at every rate, and `next` at those that are due, each
 * a pass over the columns. A new epoch: a new shadow.
 */
export class RateShadow {
  readonly epoch: number
  readonly entities: Entities
  race: RaceInfo
  seq: number
  /** The log entries since the last frame. */
  #log: LogEntry[] = []

  constructor(state: RaceState) {
    this.epoch = state.epoch
    this.seq = state.seq
    this.race = state.race
    this.entities = state.entities.copy()
  }

  /** Notes a delta that the state was advanced by. */
  take(delta: Delta): void {
    for (const entry of delta.log) this.#log.push(entry)
  }

  /** What follows the last frame, or null where nothing does. Advance by it once it is encoded. */
  next(state: RaceState): Delta | null {
    return changesSince(state, this.seq, this.#log)
  }

  /** Advances by what `next` gave, as the viewers do. */
  advance(delta: Delta): void {
    for (const position of delta.positions) this.entities.set(position, delta.seq)
    if (delta.race) this.race = delta.race
    this.seq = delta.seq
    this.#log = []
  }
}
