import type { Clock } from '../clock.ts'
import { encodeSnapshot } from '../protocol/index.ts'
import type { KnownRace } from '../rest/race/find-race.ts'
import { mostSnapshotBytes, shelfTiming } from './limits.ts'

/** The whole state as of one tick. */
export interface SnapshotFile {
  readonly epoch: number
  readonly seq: number
  /** By the clock's `elapsed`. */
  readonly madeAt: number
  readonly json: Buffer
  /** Null while nobody has asked for it. */
  bin: Buffer | null
}

/** Where to begin to follow a race: a snapshot a second at most, those of the last seconds kept. */
export class SnapshotFiles {
  readonly #race: KnownRace
  readonly #clock: Clock
  #kept: SnapshotFile[] = []

  constructor(race: KnownRace, clock: Clock) {
    this.#race = race
    this.#clock = clock
  }

  /** The newest one; made now if that is none of the current tick and older than a second. */
  latest(): SnapshotFile {
    const { state } = this.#race
    const now = this.#clock.elapsed()
    const newest = this.#kept.at(-1)
    const isNew = newest && now - newest.madeAt < shelfTiming.snapshot
    if (newest && (newest.seq === state.seq || isNew)) return newest
    const json = Buffer.from(JSON.stringify(state.snapshot('subscribed')))
    const made = { epoch: state.epoch, seq: state.seq, madeAt: now, json, bin: null }
    this.#kept = this.#kept.filter(({ madeAt }) => now - madeAt < shelfTiming.keepSnapshot)
    this.#kept.push(made)
    while (this.#kept.length > 2 && this.#bytes > mostSnapshotBytes) this.#kept.shift()
    return made
  }

  /** The one that `latest` named. */
  get(epoch: number, seq: number): SnapshotFile | undefined {
    return this.#kept.find((file) => file.epoch === epoch && file.seq === seq)
  }

  /** No tick that is kept follows them. */
  clear(): void {
    this.#kept = []
  }

  get #bytes(): number {
    return this.#kept.reduce((sum, { json, bin }) => sum + json.length + (bin?.length ?? 0), 0)
  }
}

/** The same in binary, written when it is first asked for. */
export function binaryOf(file: SnapshotFile): Buffer {
  file.bin ??= Buffer.from(encodeSnapshot(JSON.parse(file.json.toString())))
  return file.bin
}
