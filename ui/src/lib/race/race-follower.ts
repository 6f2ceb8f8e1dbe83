import type { Course } from '@racecast/courses'
import { type Delta, FeedClient, type FeedStatus, Playout, type RaceState } from '@racecast/gateway/protocol'
import type { DotTable, Marking } from '../map/dots/dot-table.ts'
import { hiddenAt, type Picture, pictureAt } from './picture.ts'
import { PlayoutClock, untilNextTick } from './playout-clock.ts'

type FeedOptions = ConstructorParameters<typeof FeedClient>[0]

export interface FollowerOptions {
  course: Course
  race: string
  /** ws(s)://host/feed */
  url: string
  /** How long everything is held back, ms, whole seconds: for pictures that lag. Default 0. */
  delayMs?: number
  onPicture(picture: Picture): void
  onStatus(status: FeedStatus): void
  /** The server's store has stopped answering (epoch ms), or answers again (null). */
  onStoreDown(since: number | null): void
  /** All that is known was replaced: what is drawn from it is out of date. */
  onReplaced(): void
  /** Whether anybody can see the screen: a page in the background draws nothing. */
  isSeen(): boolean
  /** For tests. */
  feed?: Pick<FeedOptions, 'connect' | 'now' | 'random' | 'schedule'>
}

/**
 * Follows one race and says once a second of race time what a screen has to show. The picture is worked out on
 * the playout tick, not when something arrives: what arrives is for a moment that is not shown yet.
 */
export class RaceFollower {
  readonly feed: FeedClient
  readonly clock: PlayoutClock
  readonly course: Course
  readonly #options: FollowerOptions
  readonly #schedule: (ms: number, run: () => void) => () => void
  #state: RaceState | null = null
  #playout: Playout | null = null
  #cancelTick: (() => void) | null = null
  /** The server's clock when the newest frame arrived, epoch ms. */
  arrivedAt = 0

  constructor(options: FollowerOptions) {
    this.#options = options
    this.course = options.course
    this.#schedule =
      options.feed?.schedule ??
      ((ms, run) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      })
    const { delayMs = 0 } = options
    this.clock = new PlayoutClock(() => this.feed.serverNow() - delayMs)
    this.feed = new FeedClient({
      ...options.feed,
      url: options.url,
      race: options.race,
      ...(delayMs > 0 && { delayMs }),
      onSnapshot: (state) => this.#onSnapshot(state),
      onDelta: (state, delta) => this.#onDelta(state, delta),
      onStatus: options.onStatus,
      onStoreDown: options.onStoreDown,
      shownMs: () => this.#shownMs(),
    })
  }

  get state(): RaceState | null {
    return this.#state
  }

  /** Race ms shown now; 0 while nothing is known. */
  raceMs(): number {
    return this.#state ? this.clock.raceMs(this.#state.race) : 0
  }

  running(): boolean {
    return this.#state !== null && this.clock.running(this.#state.race)
  }

  fillDots(
    table: DotTable,
    raceMs: number,
    origin: readonly [number, number],
    colours: Marking['colours'],
  ): boolean {
    if (!this.#state || !this.#playout) return false
    const hidden = hiddenAt(this.#state, raceMs)
    table.fill(this.#state.entities, this.#playout, raceMs, origin, { colours, hidden })
    return true
  }

  /** Works out the picture of this moment and goes on ticking: also after the page was hidden, or held. */
  tick(): void {
    this.#cancelTick?.()
    this.#cancelTick = null
    const state = this.#state
    if (!state || !this.#playout) return
    const wallMs = this.clock.wallMs(state.race)
    const raceMs = this.clock.raceMs(state.race)
    this.#options.onPicture(pictureAt(state, this.#playout, this.course.lengthCm, wallMs, raceMs))
    // A paused clock stands still, but the age of the picture and the end of the pause do not.
    const wait = this.clock.running(state.race) ? untilNextTick(raceMs) : 1000
    this.#cancelTick = this.#schedule(wait, () => this.tick())
  }

  /** How old what is drawn now is, ms; null where nothing moves, or nobody sees it. */
  #shownMs(): number | null {
    const state = this.#state
    if (!state || !this.clock.running(state.race)) return null
    const { measuredAt } = state.lag
    if (measuredAt === null || !this.#options.isSeen()) return null
    return this.feed.serverNow() - Math.min(this.clock.wallMs(state.race), measuredAt)
  }

  close(): void {
    this.#cancelTick?.()
    this.feed.close()
  }

  #onSnapshot(state: RaceState): void {
    this.#state = state
    this.#playout = new Playout(this.course.lengthCm, state.race.fixIntervalS * 1000)
    this.#playout.takeAll(state.entities)
    this.arrivedAt = this.feed?.serverNow() ?? 0
    this.#options.onReplaced()
    this.tick()
  }

  #onDelta(state: RaceState, delta: Delta): void {
    this.#playout?.takePositions(state.entities, delta.positions)
    this.arrivedAt = this.feed.serverNow()
    // A gun, a pause or its end moves the playout clock itself.
    if (delta.race) this.tick()
  }
}
