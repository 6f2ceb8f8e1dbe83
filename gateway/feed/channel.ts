import type { Frame } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Snapshot } from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import { BoardSource } from './board-source.ts'
import type { FeedObserver } from './feed-observer.ts'
import { Lane } from './lane.ts'
import { Pace, type Step } from './pace.ts'
import { isCommon, laneKey, type Subscription } from './subscription.ts'

/**
 * So many different wishes of somebody's own are served of one race; each is encoded for itself. The common ones, of which
 * there is a bounded number, do not count: whoever takes up all this room keeps nobody from the race itself.
 */
const mostOwnLanes = 500

/** All who watch one race with one delay: a pace for each rate that was chosen, a lane for each different wish. */
export class Channel {
  readonly race: LiveRace
  readonly #delayMs: number
  readonly #clock: Clock
  readonly #observer: FeedObserver
  readonly #boards: BoardSource
  readonly #paces = new Map<Subscription['every'], Pace>()
  readonly #lanes = new Map<string, Lane>()
  readonly #stop: (() => void)[]

  /** @param delayMs how late `race` is; it counts for no lag */
  constructor(race: LiveRace, delayMs: number, clock: Clock, observer: FeedObserver) {
    this.race = race
    this.#delayMs = delayMs
    this.#clock = clock
    this.#observer = observer
    this.#boards = new BoardSource(race)
    this.#stop = [race.onUpdate((update) => this.#onUpdate(update)), race.onHealth(() => this.#onHealth())]
  }

  get isEmpty(): boolean {
    return this.#lanes.size === 0
  }

  /** How many watch. */
  get size(): number {
    let size = 0
    for (const lane of this.#lanes.values()) size += lane.size
    return size
  }

  get #ownLanes(): number {
    let own = 0
    for (const { subscription } of this.#lanes.values()) if (!isCommon(subscription)) own++
    return own
  }

  /** The lane of all who want this; null where there are too many different ones already. */
  lane(subscription: Subscription): Lane | null {
    const key = laneKey(subscription)
    const found = this.#lanes.get(key)
    if (found) return found
    if (!isCommon(subscription) && this.#ownLanes >= mostOwnLanes) return null
    const pace = this.#pace(subscription.every)
    if (subscription.format === 'bin') pace.keepBase(this.race.state)
    const { race } = this
    const setting = { race, boards: this.#boards, clock: this.#clock, observer: this.#observer }
    const lane = new Lane(subscription, setting, pace.held)
    this.#lanes.set(key, lane)
    return lane
  }

  /** A viewer has left this lane: nobody may be in it any more. */
  left(lane: Lane): void {
    if (lane.size > 0) return
    this.#lanes.delete(laneKey(lane.subscription))
    const isUsed = [...this.#lanes.values()].some(
      ({ subscription }) => subscription.every === lane.subscription.every,
    )
    if (!isUsed) this.#paces.delete(lane.subscription.every)
  }

  /** Sends what has become due without a frame. */
  round(): void {
    const { state } = this.race
    if (!state) return
    for (const pace of this.#paces.values()) {
      const step = pace.every > 1 ? pace.overdue(state, this.#clock.elapsed()) : null
      if (step) this.#send(pace, step)
    }
  }

  close(): void {
    for (const stop of this.#stop) stop()
  }

  #pace(every: Subscription['every']): Pace {
    const pace = this.#paces.get(every) ?? new Pace(every, this.race.state, this.#clock.elapsed())
    this.#paces.set(every, pace)
    return pace
  }

  #onHealth(): void {
    for (const lane of this.#lanes.values()) lane.health()
  }

  #onUpdate(update: Frame | Snapshot): void {
    this.#boards.forget()
    const state = this.race.state!
    const now = this.#clock.elapsed()
    const arrivedAt = this.#clock.now()
    if ('type' in update) {
      for (const pace of this.#paces.values()) pace.restart(state, now)
      for (const lane of this.#lanes.values()) {
        if (lane.subscription.format === 'bin') this.#pace(lane.subscription.every).keepBase(state)
        lane.epoch(state)
      }
      return
    }
    const total = { viewers: 0, bytes: 0 }
    for (const pace of this.#paces.values()) {
      const step = pace.take(update, state, now)
      if (!step) continue
      const { viewers, bytes } = this.#send(pace, step)
      total.viewers += viewers
      total.bytes += bytes
    }
    const { lag } = update.delta
    const asIfLive = (at: number) => at - this.#delayMs
    this.#observer.frame({
      lag,
      arrivedAt: asIfLive(arrivedAt),
      writtenAt: asIfLive(this.#clock.now()),
      ...total,
    })
  }

  #send(pace: Pace, step: Step): { viewers: number; bytes: number } {
    const total = { viewers: 0, bytes: 0 }
    for (const lane of this.#lanes.values()) {
      if (lane.subscription.every !== pace.every) continue
      const { viewers, bytes } = lane.step(step, this.race.state!)
      total.viewers += viewers
      total.bytes += bytes
    }
    pace.sent(step)
    return total
  }
}
