import type { Clock } from '../clock.ts'
import type { Delta, RaceState, Snapshot } from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import type { BoardSource } from './board-source.ts'
import { type Wording, wordings } from './formats.ts'
import type { Projection } from './projection.ts'
import type { Subscription } from './subscription.ts'

/** Whose race it is of, and where it has its rows and the time from. */
interface LaneSource {
  race: LiveRace
  boards: BoardSource
  clock: Clock
}

/** All that one lane has to say, as bytes in its format; null where its topics leave it out. */
export class LaneWords {
  readonly #subscription: Subscription
  readonly #race: LiveRace
  readonly #boards: BoardSource
  readonly #wording: Wording
  readonly #projection: Projection
  readonly #clock: Clock
  /** What brings viewers to the state as it is, by what they held; of another state it is forgotten. */
  readonly #catchUps = new Map<string, Buffer>()
  #catchUpsTo = ''

  constructor(subscription: Subscription, { race, boards, clock }: LaneSource, projection: Projection) {
    this.#subscription = subscription
    this.#race = race
    this.#boards = boards
    this.#wording = wordings[subscription.format]
    this.#projection = projection
    this.#clock = clock
  }

  subscribed(): Buffer {
    const { topics, every, delayMs, bibs, rows } = this.#subscription
    const { info, state } = this.#race
    const known = bibs && state && new Set([...state.roster.values()].map(({ bib }) => bib))
    return this.#wording.message({
      ...{ type: 'subscribed', race: info.runId, topics: [...topics], every, delayMs },
      ...(topics.has('board') && rows !== null && { rows }),
      ...(bibs && { bibs: [...bibs] }),
      ...(known && { unknownBibs: bibs.filter((bib) => !known.has(bib)) }),
    })
  }

  ping(seq: number): Buffer {
    const serverTime = this.#clock.now()
    return this.#wording.message({ type: 'ping', serverTime, seq })
  }

  board(): Buffer | null {
    if (!this.#subscription.topics.has('board')) return null
    const board = this.#boards.board(this.#subscription, this.#clock.now() - this.#subscription.delayMs)
    return board && this.#wording.message(board)
  }

  health(): Buffer | null {
    this.#catchUpsTo = ''
    if (!this.#subscription.topics.has('health')) return null
    const since = this.#race.storeDownSince
    return this.#wording.message(
      since === null ? { type: 'health', store: 'ok' } : { type: 'health', store: 'down', since },
    )
  }

  delta(...delta: Parameters<Wording['delta']>): Buffer {
    return this.#wording.delta(...delta)
  }

  /**
   * What brings who holds `seq` to `state`: the patch, or the whole state for the reason `why`, or nothing but a ping to
   * answer. The same Buffer for all who hold the same.
   */
  catchUp(state: RaceState, seq: number, patch: Delta | null, why: Snapshot['reason'] | 'nothing'): Buffer {
    const to = `${state.epoch}/${state.seq}`
    if (this.#catchUpsTo !== to) this.#catchUps.clear()
    const key = patch ? `from ${seq}` : why
    const found = this.#catchUps.get(key)
    if (found) return found
    const parts = [this.#content(state, patch, why), this.board(), this.ping(state.seq)]
    if (this.#race.storeDownSince !== null) parts.push(this.health())
    const frames = Buffer.concat(parts.filter((part) => part !== null))
    this.#catchUpsTo = to
    this.#catchUps.set(key, frames)
    return frames
  }

  #content(state: RaceState, patch: Delta | null, why: Snapshot['reason'] | 'nothing'): Buffer | null {
    const now = this.#clock.now()
    if (patch) return this.#wording.patch(stamped(patch, now))
    return why === 'nothing'
      ? null
      : this.#wording.snapshot(stamped(this.#projection.snapshot(state, why), now))
  }
}

function stamped<M extends Delta | Snapshot>(message: M, sentAt: number): M {
  return { ...message, lag: { ...message.lag, sentAt } }
}
