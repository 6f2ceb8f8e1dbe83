import type { Course } from '@racecast/courses'
import {
  type Delta,
  FeedClient,
  type FeedStatus,
  type MomentOfRace,
  Playout,
  type RaceInfo,
  type RaceState,
} from '@racecast/gateway/protocol'
import type { DotTable, Marking } from '../map/dots/dot-table.ts'
import { PastMoments, type RecordingSource } from './clock/past-moments.ts'
import { PlayoutClock, untilNextTick } from './clock/playout-clock.ts'
import type { lightEveryS } from './light/light-view.ts'
import { type Picture, pictureAt, withdrawnAt } from './picture.ts'

/**
 * How many fixes of everybody are kept: a minute and a half of them, until the server has certainly recorded that; of a
 * large field as many as memory allows, but half a minute.
 */
const mostKept = 100
const leastKept = 32
const keptOfAll = 100_000
/** So many fewer are used: the newest are ahead of what is shown. */
const spareKept = 6
/** However fast the past is played, the lists change no more often, ms. */
const quickestTickMs = 200

type FeedOptions = ConstructorParameters<typeof FeedClient>[0]

export interface FollowerOptions {
  course: Course
  race: string
  /** ws(s)://host/feed */
  url: string
  /** Of a private race. */
  key?: string
  /** Opens what the past is read from: `state` is the present. */
  openRecording(state: () => RaceState | null): Promise<RecordingSource>
  /** How often it is told what has changed, s; every tick if left out. */
  everyS?: typeof lightEveryS | undefined
  /** How long everything is held back, ms, whole seconds: for pictures that lag. Default 0. */
  delayMs?: number
  onPicture(picture: Picture): void
  /** The moment that is asked for is not there yet, or cannot be had: what was shown stays. */
  onWaiting(): void
  onStatus(status: FeedStatus): void
  /** The server's store has stopped answering (epoch ms), or answers again (null). */
  onStoreDown(since: number | null): void
  /** All that is known was replaced: what is drawn from it is out of date. */
  onReplaced(): void
  /** Whether anybody can see the screen: a page in the background draws nothing. */
  isSeen(): boolean
  /** How the feed is reached; the clocks are for tests. */
  feed?: Pick<FeedOptions, 'connect' | 'now' | 'elapsed' | 'random' | 'schedule'>
}

/**
 * Follows one race and says once a second of race time what a screen has to show. The picture is worked out on
 * the playout tick, not when something arrives: what arrives is for a moment that is not shown yet.
 */
export class RaceFollower {
  readonly feed: FeedClient
  readonly clock: PlayoutClock
  readonly course: Course
  readonly past: PastMoments
  readonly #options: FollowerOptions
  readonly #schedule: (ms: number, run: () => void) => () => void
  #state: RaceState | null = null
  #playout: Playout | null = null
  #cancelTick: (() => void) | null = null
  /** Race ms from which on the present was followed without a hole. */
  #followedSince = 0
  /** How many fixes of each the playout keeps. */
  #kept = leastKept
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
    this.past = new PastMoments(
      () => options.openRecording(() => this.#state),
      () => this.tick(),
    )
    this.feed = new FeedClient({
      ...options.feed,
      url: options.url,
      race: options.race,
      ...(options.key && { key: options.key }),
      ...(delayMs > 0 && { delayMs }),
      ...(options.everyS !== undefined && { every: options.everyS }),
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

  /** Where everybody is at a moment; null while nothing is known. */
  get playout(): Playout | null {
    return this.#playout
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
    const moment = this.#present(raceMs) ?? this.past.peek(raceMs)
    if (!moment) return false
    const { state, playout } = moment
    table.fill(state.entities, playout, raceMs, origin, {
      colours,
      ...withdrawnAt(state, playout, raceMs, colours),
    })
    return true
  }

  /** Works out the picture of this moment and goes on ticking: also after the page was hidden, or held. */
  tick(): void {
    this.#cancelTick?.()
    this.#cancelTick = null
    const race = this.#state?.race
    if (!race) return
    const { clock } = this
    const raceMs = clock.raceMs(race)
    // Who plays the past to its end is in the present.
    if (!clock.isLive && clock.speed > 0 && raceMs >= clock.latestMs(race)) {
      clock.live()
      this.#options.onReplaced()
    }
    const moment = this.#present(raceMs) ?? this.past.at(raceMs, clock.speed)
    if (moment) {
      clock.goOn()
      const wallMs = clock.wallMs(race)
      const { state, playout } = moment
      const { lengthCm } = this.course
      // Whole ms, as the server has them: their fractions would be numbers on the heap in every line.
      this.#options.onPicture(pictureAt(state, playout, lengthCm, wallMs, Math.floor(raceMs)))
    } else {
      clock.wait(race)
      this.#options.onWaiting()
    }
    this.#cancelTick = this.#schedule(this.#untilNext(race, raceMs), () => {
      this.past.lookAgain()
      this.tick()
    })
  }

  /** Goes to a moment, race ms, and on from there at `speed`: 0 to stand there. */
  rewind(raceMs: number, speed = 0): void {
    this.clock.rewind(raceMs, speed)
    this.#options.onReplaced()
    this.tick()
  }

  /** Back to the present. */
  live(): void {
    this.clock.live()
    this.#options.onReplaced()
    this.tick()
  }

  /** The present, where it is what is shown at `raceMs`: a little while ago is what this screen has seen itself. */
  #present(raceMs: number): MomentOfRace | null {
    const [state, playout] = [this.#state, this.#playout]
    if (!state || !playout) return null
    const heldMs = (this.#kept - spareKept) * this.#intervalS(state.race) * 1000
    const isHeld = raceMs >= this.#followedSince && raceMs >= this.clock.latestMs(state.race) - heldMs
    return this.clock.isLive || isHeld ? { state, playout } : null
  }

  /** Ms until the next picture. */
  #untilNext(race: RaceInfo, raceMs: number): number {
    // A paused clock stands still, but the age of the picture and the end of the pause do not.
    if (!this.clock.running(race)) return 1000
    const wait = untilNextTick(raceMs)
    return this.clock.isLive ? wait : Math.max(quickestTickMs, wait / this.clock.speed)
  }

  /** How old what is drawn now is, ms; null where nothing moves, or nobody sees it. */
  #shownMs(): number | null {
    const state = this.#state
    if (!state || !this.clock.isLive || !this.clock.running(state.race)) return null
    const { measuredAt } = state.lag
    if (measuredAt === null || !this.#options.isSeen()) return null
    return this.feed.serverNow() - Math.min(this.clock.wallMs(state.race), measuredAt)
  }

  close(): void {
    this.#cancelTick?.()
    this.past.close()
    this.feed.close()
  }

  /** How far the fixes that arrive here are apart, s. */
  #intervalS(race: RaceInfo): number {
    return Math.max(race.fixIntervalS, this.#options.everyS ?? 0)
  }

  #onSnapshot(state: RaceState): void {
    this.#state = state
    this.#kept = Math.min(
      Math.max(leastKept, Math.floor(keptOfAll / Math.max(1, state.roster.size))),
      mostKept,
    )
    this.#playout = new Playout(this.course.lengthCm, this.#intervalS(state.race) * 1000, this.#kept)
    this.#playout.takeAll(state.entities)
    this.#followedSince = this.feed ? this.clock.latestMs(state.race) : 0
    this.arrivedAt = this.feed?.serverNow() ?? 0
    this.#options.onReplaced()
    this.tick()
  }

  #onDelta(state: RaceState, delta: Delta): void {
    this.#playout?.takePositions(state.entities, delta.positions)
    // What was missed is in it, but not the fixes of the time between.
    if (delta.since !== undefined) this.#followedSince = this.clock.latestMs(state.race)
    this.arrivedAt = this.feed.serverNow()
    // A gun, a pause or its end moves the playout clock itself.
    if (delta.race) this.tick()
  }
}
