import {
  changesSince,
  type Delta,
  type LogEntry,
  type RaceState,
  type SequencePlace,
  type Snapshot,
} from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import type { Projection } from './projection.ts'

/** Who has missed more of the log than so many entries gets a snapshot. */
const mostEntries = 20_000

/**
 * What lies between what a viewer holds and the state: as one delta; or that there is nothing; or why it is not known, and
 * a snapshot has to do. A promise where a part of the log has to be read first: ask again when it has resolved.
 */
type MissedPart = Delta | 'nothing' | Snapshot['reason'] | Promise<unknown>

/** Works out what viewers of one lane have missed. */
export class Missed {
  readonly #race: LiveRace
  readonly #projection: Projection
  readonly #withLog: boolean
  /** Parts of the log that were read, by their first entry; null for one that cannot be had. */
  readonly #read = new Map<number, readonly LogEntry[] | null>()

  constructor(race: LiveRace, projection: Projection, withLog: boolean) {
    this.#race = race
    this.#projection = projection
    this.#withLog = withLog
  }

  /** The state has moved on. */
  forget(): void {
    this.#read.clear()
  }

  /** By who holds `held`; null for nothing, of which the answer is 'subscribed'. */
  by(held: SequencePlace | null, state: RaceState): MissedPart {
    if (!held) return 'subscribed'
    if (held.epoch !== state.epoch) return 'epoch'
    if (held.seq > state.seq) return 'ahead'
    if (!this.#projection.isOfTheSame(held.seq, state)) return 'roster'
    if (held.seq === state.seq) return 'nothing'
    const first = state.firstLogNumberAfter(held.seq)
    if (first === null || held.seq < state.knownFrom) return 'tooOld'
    const log = this.#withLog ? this.#logFrom(first, state) : []
    if (log instanceof Promise) return log
    const delta = log && changesSince(state, held.seq, log)
    return delta ? this.#projection.delta(delta, state) : 'tooOld'
  }

  /** The log from entry `first` to the newest: what the state still keeps, what was read, or a promise to read it. */
  #logFrom(first: number, state: RaceState): readonly LogEntry[] | null | Promise<unknown> {
    const missing = state.nextLogNumber - first
    if (missing <= state.log.length) return missing === 0 ? [] : state.log.slice(-missing)
    const read = this.#read.get(first)
    if (read === null || missing > mostEntries) return null
    const last = read?.at(-1)?.n
    const entries = last === undefined ? [] : [...read!, ...state.log.filter(({ n }) => n > last)]
    if (entries.length === missing) return entries
    return this.#race.log(first, missing).then(
      (found) => this.#read.set(first, found.length >= missing ? found : null),
      () => this.#read.set(first, null),
    )
  }
}
