import type { CourseLine } from '@racecast/courses/line'
import type { Frame } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import { type LogEntry, Playout, type RaceInfo, RaceState, type Snapshot } from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import { anonymousIn, withoutName, withoutNames } from './without-names.ts'

type Update = Frame | Snapshot

/** How many fixes of everybody are kept for the board. */
const depth = 16

/**
 * A race as it was a while ago, for pictures that lag. It begins with the state as it is when it is made, which is shown
 * once the delay has gone by. But for names: who has become anonymous is that at once, to whoever asks.
 */
export class DelayedRace implements LiveRace {
  readonly #race: LiveRace
  readonly #delayMs: number
  readonly #clock: Clock
  readonly #listeners = new Set<(update: Update) => void>()
  readonly #held: { readonly due: number; update: Update }[] = []
  readonly #stop: () => void
  #cancel: (() => void) | null = null
  state: RaceState | null = null
  playout: Playout | null = null
  /** Nobody sits at the desk of a picture that lags. */
  readonly lasting = null

  constructor(race: LiveRace, delayMs: number, clock: Clock) {
    this.#race = race
    this.#delayMs = delayMs
    this.#clock = clock
    if (race.state) this.#hold(race.state.snapshot('epoch'))
    this.#stop = race.onUpdate((update) => this.#hold(update))
  }

  get info(): RaceInfo {
    return this.state?.race ?? this.#race.info
  }

  get isPrivate(): boolean {
    return this.#race.isPrivate
  }

  get line(): CourseLine {
    return this.#race.line
  }

  get storeDownSince(): number | null {
    return this.#race.storeDownSince
  }

  onUpdate(listener: (update: Update) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whether the store answers is told at once: it is of now, not of the race. */
  onHealth(listener: () => void): () => void {
    return this.#race.onHealth(listener)
  }

  async log(from: number, limit: number): Promise<LogEntry[]> {
    const next = this.state?.nextLogNumber ?? 1
    // What is kept is of the newest epoch, which is not shown yet.
    if (this.state?.epoch !== this.#race.state?.epoch) return []
    return this.#race.log(from, Math.max(0, Math.min(limit, next - from)))
  }

  close(): void {
    this.#stop()
    this.#cancel?.()
    this.#held.length = 0
  }

  #hold(update: Update): void {
    this.#forgetNames(anonymousIn(update))
    this.#held.push({ due: this.#clock.elapsed() + this.#delayMs, update })
    if (this.#held.length === 1) this.#await()
  }

  /** What has been told cannot be taken back before its time; it is told to nobody else. */
  #forgetNames(anonymous: ReadonlySet<number>): void {
    if (anonymous.size === 0) return
    for (const held of this.#held) held.update = withoutNames(held.update, anonymous)
    const roster = this.state?.roster
    for (const id of anonymous) {
      const entry = roster?.get(id)
      if (entry) roster!.set(id, withoutName(entry, anonymous))
    }
  }

  #await(): void {
    const [next] = this.#held
    if (!next) return
    this.#cancel = this.#clock.schedule(next.due - this.#clock.elapsed(), () => {
      const now = this.#clock.elapsed()
      while (this.#held[0] && this.#held[0].due <= now) this.#take(this.#held.shift()!.update)
      this.#await()
    })
  }

  #take(update: Update): void {
    if ('type' in update) {
      this.state = new RaceState(update)
      this.playout = new Playout(this.line.lengthCm, this.info.fixIntervalS * 1000, depth)
      this.playout.takeAll(this.state.entities)
    } else {
      this.state!.apply(update.delta)
      this.playout!.takePositions(this.state!.entities, update.delta.positions)
    }
    for (const listener of [...this.#listeners]) listener(update)
  }
}
