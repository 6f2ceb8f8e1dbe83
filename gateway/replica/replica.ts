import type { CourseLine } from '@racecast/courses/line'
import type { Bus, Checkpoint, Frame } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import {
  isBefore,
  LastingWatch,
  type LogEntry,
  Playout,
  type RaceInfo,
  RaceState,
  SequenceBroken,
  type Snapshot,
} from '../protocol/index.ts'
import type { LiveRace } from './live-race.ts'

type Listener = (update: Frame | Snapshot) => void

/** How many fixes of everybody are kept: the last minute at one a second. */
const depth = 64
/** The same of a race that is over when it is first seen: where everybody stands. */
const depthWhenOver = 2
/** A checkpoint that could not be read is read again after so long, ms: of a race that is over no frame may follow. */
const againAfterMs = 1000

export interface ReplicaOptions {
  info: RaceInfo
  isPrivate?: boolean
  line: CourseLine
  bus: Bus
  clock: Clock
  log: Log
}

/** A race as the bus carries it here: the checkpoint, then every frame after it. */
export class Replica implements LiveRace {
  readonly line: CourseLine
  /** As the newest record has it: what viewers are sent says nothing of it. */
  isPrivate: boolean
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #log: Log
  readonly #runId: string
  readonly #listeners = new Set<Listener>()
  readonly #healthListeners = new Set<() => void>()
  readonly #unsubscribe: () => void
  #info: RaceInfo
  #storeDownSince: number | null = null
  #state: RaceState | null = null
  #playout: Playout | null = null
  #lasting: LastingWatch | null = null
  /** The state is not what was published, so that no frame can follow it. */
  #broken = false
  /** What came while the checkpoint was being read; null when it is not. */
  #waiting: (Frame | Snapshot)[] | null = null
  /** What is being read may be from before something that was missed. */
  #isStale = false
  #isClosed = false
  #cancelAgain: () => void = () => {}

  constructor({ info, isPrivate = false, line, bus, clock, log }: ReplicaOptions) {
    this.line = line
    this.isPrivate = isPrivate
    this.#info = info
    this.#runId = info.runId
    this.#bus = bus
    this.#clock = clock
    this.#log = log
    this.#unsubscribe = bus.subscribe(info.runId, {
      published: (message) => this.#take(message),
      interrupted: () => this.#reload(),
    })
  }

  get info(): RaceInfo {
    return this.#state?.race ?? this.#info
  }

  get state(): RaceState | null {
    return this.#state
  }

  get playout(): Playout | null {
    return this.#playout
  }

  get lasting(): LastingWatch | null {
    return this.#lasting
  }

  onUpdate(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get storeDownSince(): number | null {
    return this.#storeDownSince
  }

  set storeDownSince(since: number | null) {
    this.#storeDownSince = since
    for (const listener of [...this.#healthListeners]) listener()
  }

  onHealth(listener: () => void): () => void {
    this.#healthListeners.add(listener)
    return () => this.#healthListeners.delete(listener)
  }

  log(from: number, limit: number): Promise<LogEntry[]> {
    return this.#bus.log(this.#runId, from, limit)
  }

  /**
   * Reads the checkpoint and whatever came meanwhile. Nothing happens if there is none yet. Rejects where it cannot be
   * read; it is then tried again until it can.
   */
  async load(): Promise<void> {
    if (this.#waiting) {
      this.#isStale = true
      return
    }
    this.#cancelAgain()
    this.#waiting = []
    this.#isStale = false
    let againInMs: number | null = againAfterMs
    try {
      const checkpoint = await this.#bus.checkpoint(this.#runId)
      if (checkpoint) this.#catchUp(checkpoint)
      againInMs = this.#isStale ? 0 : null
    } finally {
      const came: (Frame | Snapshot)[] = this.#waiting
      this.#waiting = null
      for (const message of came) this.#take(message)
      if (againInMs !== null && !this.#isClosed)
        this.#cancelAgain = this.#clock.schedule(againInMs, () => this.#reload())
    }
  }

  close(): void {
    this.#isClosed = true
    this.#cancelAgain()
    this.#unsubscribe()
    this.#listeners.clear()
    this.#healthListeners.clear()
  }

  #take(message: Frame | Snapshot): void {
    if (this.#waiting) {
      this.#waiting.push(message)
      return
    }
    const held = this.#state
    const { epoch, seq } = 'type' in message ? message : message.delta
    // The checkpoint that was read may hold it already.
    if (held && (isBefore({ epoch, seq }, held) || (epoch === held.epoch && seq === held.seq))) return
    if ('type' in message) this.#begin(new RaceState(message))
    else {
      try {
        this.#advance(message.delta)
      } catch (error) {
        this.#mend(error)
        return
      }
    }
    this.#tell(message)
  }

  /**
   * From the state that is held to the checkpoint's: by the frames between them, where it has them all, so that viewers
   * see one sequence; else they get the whole.
   */
  #catchUp({ keyframe, deltas }: Checkpoint): void {
    const { epoch, seq } = deltas.at(-1) ?? keyframe
    const held = this.#broken ? null : this.#state
    if (held && isBefore({ epoch, seq }, held)) {
      this.#log.warn(
        { runId: this.#runId, held: held.seq, kept: seq },
        'the bus has lost frames that were served',
      )
      return
    }
    if (held?.epoch === epoch && held.seq >= keyframe.seq) {
      for (const delta of deltas.filter((missed) => missed.seq > held.seq)) {
        this.#advance(delta)
        this.#tell({ runId: this.#runId, delta, json: Buffer.from(JSON.stringify(delta)) })
      }
      return
    }
    this.#begin(new RaceState(keyframe))
    for (const delta of deltas) this.#advance(delta)
    this.#tell(this.#state!.snapshot('epoch'))
  }

  #begin(state: RaceState): void {
    const over = state.race.status === 'finished' || state.race.status === 'official'
    const kept = over && !this.#state ? depthWhenOver : depth
    this.#state = state
    this.#broken = false
    this.#playout = new Playout(this.line.lengthCm, state.race.fixIntervalS * 1000, kept)
    this.#playout.takeAll(state.entities)
    // Who is in needs nobody.
    this.#lasting = kept === depth ? new LastingWatch(state) : null
  }

  #advance(delta: Frame['delta']): void {
    const state = this.#state
    if (!state) throw new SequenceBroken(`delta ${delta.epoch}/${delta.seq} has nothing to follow`)
    state.apply(delta)
    if (state.entities.hash !== delta.hash) {
      this.#broken = true
      throw new SequenceBroken(
        `after delta ${delta.epoch}/${delta.seq} the hash is ${state.entities.hash}, not ${delta.hash}`,
      )
    }
    this.#playout!.takePositions(state.entities, delta.positions)
    this.#lasting?.take(delta.positions)
  }

  /** The state is not what was published: it is read anew from the checkpoint. */
  #mend(error: unknown): void {
    this.#log.warn({ err: error, runId: this.#runId }, 'the sequence is broken: reading the checkpoint')
    this.#reload()
  }

  #reload(): void {
    this.load().catch((failed: unknown) => {
      this.#log.error({ err: failed, runId: this.#runId }, 'the checkpoint cannot be read')
    })
  }

  #tell(update: Frame | Snapshot): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(update)
      } catch (error) {
        this.#log.error({ err: error, runId: this.#runId }, 'an update could not be passed on')
      }
    }
  }
}
