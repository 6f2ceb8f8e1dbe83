import type { Frame } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import { encodeDelta, encodePatch, RateShadow, type Snapshot } from '../protocol/index.ts'
import type { KnownRace } from '../rest/race/find-race.ts'
import { mostTickBytes, mostTicks, shelfTiming } from './limits.ts'
import { SnapshotFiles } from './snapshot-files.ts'

/** How a file is written: as racecast.v1.json has it, or as racecast.v1.bin. */
export type Form = 'json' | 'bin'

interface Tick {
  /** Whose names it tells, by id. */
  readonly named: readonly number[]
  /** The Buffer that came over the bus. */
  readonly json: Buffer
  /** Null while nobody has asked for it. */
  bin: Buffer | null
}

/** What there is to say of one tick. */
export type TickAnswer =
  | { kind: 'tick'; bytes: Buffer; waited: boolean }
  /** Not yet. `waited`: it was the next one, and did not come in time. */
  | { kind: 'notYet'; waited: boolean }
  /** It was not kept, or no longer is. */
  | { kind: 'tooOld' }
  /** That epoch is over. */
  | { kind: 'otherEpoch' }

/** The newest ticks of one race as files: what came over the bus since somebody began to follow it by them. */
export class TickShelf {
  readonly race: KnownRace
  readonly snapshots: SnapshotFiles
  /** When it was last asked for anything, by `elapsed`. */
  usedAt: number
  readonly #clock: Clock
  readonly #ticks = new Map<number, Tick>()
  #bytes = 0
  /** What the binary form predicts from, while somebody wants that. */
  #shadow: RateShadow | null = null
  #binaryAskedAt = Number.NEGATIVE_INFINITY
  readonly #waiting = new Set<() => void>()
  readonly #stop: () => void

  constructor(race: KnownRace, clock: Clock) {
    this.race = race
    this.#clock = clock
    this.usedAt = clock.elapsed()
    this.snapshots = new SnapshotFiles(race, clock)
    this.#stop = race.onUpdate((update) => this.#take(update))
  }

  /** One tick; the next one to come is waited for up to two seconds. */
  tick(epoch: number, seq: number, form: Form): TickAnswer | Promise<TickAnswer> {
    if (form === 'bin') this.wantBinary()
    const { state } = this.race
    const isNext = epoch === state.epoch && seq === state.seq + 1
    return isNext ? this.#next(epoch, seq, form) : this.#at(epoch, seq, form)
  }

  /** From now on each tick is written in binary once, as it comes. */
  wantBinary(): void {
    this.#binaryAskedAt = this.#clock.elapsed()
    this.#shadow ??= new RateShadow(this.race.state)
  }

  /** Nobody is kept waiting any more. */
  close(): void {
    this.#stop()
    this.#wake()
  }

  #at(epoch: number, seq: number, form: Form): TickAnswer {
    const { state } = this.race
    if (epoch < state.epoch) return { kind: 'otherEpoch' }
    // A gateway that is ahead of this one has named it.
    if (epoch > state.epoch || seq > state.seq) return { kind: 'notYet', waited: false }
    const tick = this.#ticks.get(seq)
    if (!tick) return { kind: 'tooOld' }
    return { kind: 'tick', bytes: form === 'json' ? tick.json : this.#binary(tick), waited: false }
  }

  async #next(epoch: number, seq: number, form: Form): Promise<TickAnswer> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#clock.schedule(shelfTiming.wait, resolve)
    this.#waiting.add(resolve)
    await promise
    this.#waiting.delete(resolve)
    cancel()
    const answer = this.#at(epoch, seq, form)
    return 'waited' in answer ? { ...answer, waited: true } : answer
  }

  #take(update: Frame | Snapshot): void {
    const isWanted = this.#clock.elapsed() - this.#binaryAskedAt < shelfTiming.keep
    if (!isWanted) this.#shadow = null
    if ('type' in update) {
      this.#ticks.clear()
      this.#bytes = 0
      this.snapshots.clear()
      if (isWanted) this.#shadow = new RateShadow(this.race.state)
    } else this.#keep(update)
    this.#wake()
  }

  #keep({ delta, json }: Frame): void {
    const shadow = this.#shadow
    const { roster = [] } = delta
    this.#forgetNames(new Set(roster.filter(({ anonymous }) => anonymous).map(({ id }) => id)))
    const named = roster.filter(({ anonymous }) => !anonymous).map(({ id }) => id)
    const tick: Tick = { named, json, bin: null }
    if (shadow) {
      tick.bin = Buffer.from(encodeDelta(shadow, delta, this.race.state.race.fixIntervalS * 1000))
      shadow.advance(delta)
    }
    this.#ticks.set(delta.seq, tick)
    this.#bytes += sizeOf(tick)
    for (const seq of this.#ticks.keys()) {
      if (this.#ticks.size <= mostTicks && (this.#bytes <= mostTickBytes || this.#ticks.size === 1)) break
      this.#drop(seq)
    }
  }

  /**
   * Nothing that is kept tells the name of who has become anonymous: no snapshot, and no tick up to the last one that did, so
   * that who was so far behind begins again.
   */
  #forgetNames(anonymous: ReadonlySet<number>): void {
    if (anonymous.size === 0) return
    this.snapshots.clear()
    const telling = [...this.#ticks].findLast(([, { named }]) => named.some((id) => anonymous.has(id)))
    if (!telling) return
    for (const seq of this.#ticks.keys()) {
      if (seq > telling[0]) break
      this.#drop(seq)
    }
  }

  #drop(seq: number): void {
    this.#bytes -= sizeOf(this.#ticks.get(seq)!)
    this.#ticks.delete(seq)
  }

  /** A tick that nobody wanted in binary when it came names everything in full. */
  #binary(tick: Tick): Buffer {
    if (!tick.bin) {
      tick.bin = Buffer.from(encodePatch(JSON.parse(tick.json.toString())))
      this.#bytes += tick.bin.length
    }
    return tick.bin
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}

function sizeOf({ json, bin }: Tick): number {
  return json.length + (bin?.length ?? 0)
}
