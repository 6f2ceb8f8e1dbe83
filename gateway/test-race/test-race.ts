import { CourseLine } from '@racecast/courses/line'
import type { Frame } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import {
  LastingWatch,
  type LogEntry,
  Playout,
  type RaceInfo,
  RaceState,
  type Snapshot,
} from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import { moments } from './cast.ts'
import { arrivesAfterMs, Lap } from './lap.ts'
import { testRunId } from './script.ts'
import { testCourse } from './test-course.ts'

type Update = Frame | Snapshot

/** How many fixes of everybody are kept. */
const depth = 64

/**
 * A race that never ends, for who builds a display: it begins again every five minutes, by the clock, so that it is the
 * same on every gateway and after every restart. It is worked out while somebody looks, and costs nothing otherwise.
 */
export class TestRace implements LiveRace {
  readonly isPrivate = false
  readonly storeDownSince = null
  readonly line = new CourseLine(testCourse())
  readonly #clock: Clock
  readonly #listeners = new Set<(update: Update) => void>()
  readonly #byeListeners = new Set<() => void>()
  #lap: Lap | null = null
  #state: RaceState | null = null
  #playout: Playout | null = null
  #lasting: LastingWatch | null = null
  #log: LogEntry[] = []
  #cancel: (() => void) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get state(): RaceState {
    this.#lookNow()
    return this.#state!
  }

  get playout(): Playout {
    this.#lookNow()
    return this.#playout!
  }

  get lasting(): LastingWatch {
    this.#lookNow()
    return this.#lasting!
  }

  get info(): RaceInfo {
    return this.state.race
  }

  onUpdate(listener: (update: Update) => void): () => void {
    this.#lookNow()
    this.#listeners.add(listener)
    if (!this.#cancel) this.#await()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#cancel?.()
      this.#cancel = null
    }
  }

  /** Called when those who watch are to be sent away for a moment. */
  onBye(listener: () => void): void {
    this.#byeListeners.add(listener)
  }

  /** Its store is never away. */
  onHealth(): () => void {
    return () => {}
  }

  async log(from: number, limit: number): Promise<LogEntry[]> {
    this.#lookNow()
    return this.#log.slice(from - 1, from - 1 + limit)
  }

  /** While somebody listens time moves on by itself, and nothing may happen in between. */
  #lookNow(): void {
    if (this.#listeners.size === 0) this.#advance()
  }

  #await(): void {
    const now = this.#clock.now() - arrivesAfterMs
    this.#cancel = this.#clock.schedule((Math.floor(now / 1000) + 1) * 1000 - now, () => {
      this.#advance()
      if (this.#listeners.size > 0) this.#await()
    })
  }

  /** Goes on to the present; tells who listens what has changed. */
  #advance(): void {
    const now = this.#clock.now() - arrivesAfterMs
    const start = Math.floor(now / (moments.lap * 1000)) * moments.lap * 1000
    const second = Math.floor((now - start) / 1000)
    if (this.#lap?.start !== start || this.#lap.second > second) {
      this.#lap = new Lap(this.line, start)
      this.#begin(this.#lap.snapshot())
      while (this.#lap.second < second) this.#take(this.#lap.next())
      this.#tell(this.#lap.snapshot())
      return
    }
    while (this.#lap.second < second) {
      const update = this.#lap.next()
      const told = this.#take(update)
      if (told) this.#tell(told)
      if (this.#lap.second === moments.bye) for (const listener of this.#byeListeners) listener()
    }
  }

  #take(update: ReturnType<Lap['next']>): Update | null {
    if (!update) return null
    if (update.type === 'snapshot') {
      this.#begin(update)
      return update
    }
    this.#state!.apply(update)
    this.#playout!.takePositions(this.#state!.entities, update.positions)
    this.#lasting!.take(update.positions)
    this.#log.push(...update.log)
    if (this.#listeners.size === 0) return null
    return { runId: testRunId, delta: update, json: Buffer.from(JSON.stringify(update)) }
  }

  #begin(snapshot: Snapshot): void {
    this.#state = new RaceState(snapshot)
    this.#log = [...snapshot.log]
    this.#playout = new Playout(this.line.lengthCm, snapshot.race.fixIntervalS * 1000, depth)
    this.#playout.takeAll(this.#state.entities)
    this.#lasting = new LastingWatch(this.#state)
  }

  #tell(update: Update): void {
    for (const listener of [...this.#listeners]) listener(update)
  }
}
