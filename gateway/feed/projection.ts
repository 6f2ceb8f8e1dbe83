import type { Delta, RaceState, Snapshot } from '../protocol/index.ts'
import { isWhole, type Subscription } from './subscription.ts'

/** The part of a race's state that one subscription is about. Its hash is that of the positions in it. */
export class Projection {
  readonly isWhole: boolean
  readonly #subscription: Subscription
  /** Who has the chosen bibs, for the roster of one moment. */
  #ids: { of: RaceState; rosterVersion: number; ids: ReadonlySet<number> } | null = null

  constructor(subscription: Subscription) {
    this.#subscription = subscription
    this.isWhole = isWhole(subscription)
  }

  /** The ids of the chosen competitors; null where nobody was chosen, which stands for everybody. */
  idsIn(state: RaceState): ReadonlySet<number> | null {
    const { bibs } = this.#subscription
    if (!bibs) return null
    const { rosterVersion } = state
    if (this.#ids?.of !== state || this.#ids.rosterVersion !== rosterVersion) {
      const wanted = new Set(bibs)
      const ids = new Set([...state.roster.values()].filter(({ bib }) => wanted.has(bib)).map(({ id }) => id))
      this.#ids = { of: state, rosterVersion, ids }
    }
    return this.#ids.ids
  }

  snapshot(state: RaceState, reason: Snapshot['reason']): Snapshot {
    const snapshot = state.snapshot(reason)
    if (this.isWhole) return snapshot
    const { topics } = this.#subscription
    const ids = this.idsIn(state)
    const hasLog = topics.has('log')
    return {
      ...snapshot,
      ...this.#positions(snapshot, state, ids),
      roster: topics.has('roster') ? snapshot.roster : [],
      facts: hasLog ? snapshot.facts : [],
      log: hasLog ? snapshot.log : [],
      front: topics.has('positions') ? snapshot.front : [],
    }
  }

  /** @param state advanced by `delta` already */
  delta(delta: Delta, state: RaceState): Delta {
    if (this.isWhole) return delta
    const { topics } = this.#subscription
    const { front, roster, ...rest } = delta
    const part: Delta = {
      ...rest,
      ...this.#positions(delta, state, this.idsIn(state)),
      log: topics.has('log') ? delta.log : [],
    }
    if (front && topics.has('positions')) part.front = front
    if (roster && topics.has('roster')) part.roster = roster
    return part
  }

  #positions(
    { positions, hash }: Pick<Delta, 'positions' | 'hash'>,
    { entities }: RaceState,
    ids: ReadonlySet<number> | null,
  ): Pick<Delta, 'positions' | 'hash'> {
    if (!this.#subscription.topics.has('positions')) return { positions: [], hash: 0 }
    if (!ids) return { positions, hash }
    let sum = 0
    for (const id of ids) {
      const slot = entities.slots.get(id)
      if (slot !== undefined) sum += entities.hashAt(slot)
    }
    return { positions: positions.filter(([id]) => ids.has(id)), hash: sum >>> 0 }
  }
}

/** Whether a delta says anything. */
export function saysSomething({ positions, log, front, race, roster }: Delta): boolean {
  return (
    positions.length > 0 ||
    log.length > 0 ||
    front !== undefined ||
    race !== undefined ||
    roster !== undefined
  )
}
