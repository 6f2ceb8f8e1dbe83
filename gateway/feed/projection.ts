import type { Delta, RaceState, Snapshot } from '../protocol/index.ts'
import { isWhole, type Subscription } from './subscription.ts'

/** The part of a race's state that one subscription is about. Its hash is that of the positions in it. */
export class Projection {
  readonly isWhole: boolean
  readonly #subscription: Subscription
  /** Who has the chosen bibs, by the roster of one moment; `changedAt`: the sequence number when that last changed. */
  #chosen: { of: RaceState; rosterVersion: number; ids: ReadonlySet<number>; changedAt: number } | null = null

  constructor(subscription: Subscription) {
    this.#subscription = subscription
    this.isWhole = isWhole(subscription)
  }

  /** The ids of the chosen competitors; null where nobody was chosen, which stands for everybody. */
  idsIn(state: RaceState): ReadonlySet<number> | null {
    return this.#subscription.bibs ? this.#chosenIn(state, this.#subscription.bibs).ids : null
  }

  /** Whether who holds `seq` has positions of just those who are chosen now, so that a delta can follow. */
  isOfTheSame(seq: number, state: RaceState): boolean {
    const { bibs } = this.#subscription
    return bibs === null || seq >= this.#chosenIn(state, bibs).changedAt
  }

  #chosenIn(state: RaceState, bibs: readonly string[]) {
    const { rosterVersion } = state
    const before = this.#chosen
    if (before?.of === state && before.rosterVersion === rosterVersion) return before
    const wanted = new Set(bibs)
    const ids = new Set([...state.roster.values()].filter(({ bib }) => wanted.has(bib)).map(({ id }) => id))
    const same = before?.of === state && before.ids.size === ids.size && ids.isSubsetOf(before.ids)
    this.#chosen = { of: state, rosterVersion, ids, changedAt: same ? before.changedAt : rosterVersion }
    return this.#chosen
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
