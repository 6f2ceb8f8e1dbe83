import { type EntryRecord, type FixRow, type RaceRecord, raceTimeAt } from '@racecast/pinot/events'
import {
  type ChunkDelta,
  decodeMessage,
  encodeDelta,
  encodeSnapshot,
  Playout,
  RaceState,
  type Snapshot,
  writeChunk,
} from '../protocol/index.ts'
import { newEpoch } from '../race/epoch.ts'
import { fold } from '../race/fold.ts'
import type { Ground } from '../race/marks.ts'
import { type Memory, memoryText, newMemory, readMemory } from '../race/memory.ts'
import { rosterEntryOf } from '../race/roster.ts'
import { lastingInfo, lastingRecord, noLag } from './lasting-race.ts'
import { ticksOf } from './ticks-of.ts'
import { TraceSamples } from './trace-samples.ts'

/** Where a chunk begins: its keyframe, and what the fold remembers beside it. */
export interface ChunkBase {
  keyframe: Uint8Array
  memory: string
}

export interface ChunkFoldSetting {
  race: RaceRecord
  entries: readonly EntryRecord[]
  ground: Ground
  epoch: number
}

/** The state before anybody was seen. */
export function firstBase({ race, entries, ground, epoch }: ChunkFoldSetting): ChunkBase {
  const state = newEpoch(race, entries, epoch)
  return baseOf(state, newMemory(ground.line.course.hash), race)
}

/**
 * Works out one chunk of a race from its fixes: a pure function of where it begins and of the rows, so that every gateway
 * makes the same bytes, now or when the race has long been over.
 */
export class ChunkFold {
  readonly #setting: ChunkFoldSetting
  readonly #race: RaceRecord
  readonly #base: ChunkBase
  readonly #fromMs: number
  readonly #state: RaceState
  readonly #playout: Playout
  readonly #deltas: ChunkDelta[] = []
  readonly traces: TraceSamples
  #memory: Memory

  /** Throws where another version of the fold wrote `base`. */
  constructor(base: ChunkBase, fromMs: number, setting: ChunkFoldSetting) {
    const { race, entries, ground } = setting
    const roster = entries.map((entry) => rosterEntryOf({ ...entry, standing: 'entered' }))
    const state = new RaceState({ ...(decodeMessage(base.keyframe, null) as Snapshot), roster })
    const memory = readMemory(base.memory, state.entities)
    if (!memory) throw new Error(`race ${race.runId}: another version of the fold has begun its chunk`)
    this.#setting = setting
    this.#race = lastingRecord(race)
    this.#base = base
    this.#fromMs = fromMs
    this.#state = state
    this.#memory = memory
    const intervalMs = race.fixIntervalS * 1000
    this.#playout = new Playout(ground.lengthCm, intervalMs, playoutDepth)
    this.#playout.takeAll(state.entities)
    this.traces = new TraceSamples(fromMs, intervalMs)
  }

  /** Takes in rows by time, each later than those before. */
  take(rows: readonly FixRow[]): void {
    for (const tick of ticksOf(rows, this.#race)) this.#fold(tick.rows, tick.atMs)
  }

  /** The race ended at `at`, epoch ms: what race control has decided after the last fix is in the recording, too. */
  takeEnd(at: number): void {
    this.#fold([], Math.ceil(raceTimeAt(this.#race, at) / 1000) * 1000, at)
  }

  #fold(rows: readonly FixRow[], tickMs: number, upTo?: number): void {
    const lag = { pollStart: 0, pollEnd: 0, sentAt: 0 }
    const findings = { race: this.#race, entries: null, rows, lag, ...(upTo !== undefined && { upTo }) }
    const folded = fold(this.#state, this.#memory, this.#setting.ground, findings)
    if (!folded) return
    const delta = { ...folded.delta, lag: noLag }
    const atMs = Math.max(tickMs, this.#deltas.at(-1)?.atMs ?? this.#fromMs)
    this.#deltas.push({ atMs, message: encodeDelta(this.#state, delta) })
    this.#state.apply(delta)
    this.#memory = folded.memory
    this.#playout.takePositions(this.#state.entities, delta.positions)
    this.traces.passed(atMs, this.#state, this.#playout)
  }

  /** The chunk with what was taken in; `untilMs`: up to which race time that is all. */
  chunk(untilMs: number) {
    const { keyframe } = this.#base
    const { epoch } = this.#setting
    return writeChunk({ epoch, fromMs: this.#fromMs, untilMs, keyframe, deltas: this.#deltas })
  }

  /** The traces of all that was taken in. */
  traceBlock(): Uint8Array {
    return this.traces.block(this.#state, this.#playout)
  }

  /** Where the next chunk begins. */
  end(): ChunkBase {
    return baseOf(this.#state, this.#memory, this.#race)
  }
}

/** The traces are noted a little behind the newest fix: so many fixes of each have to be known still. */
const playoutDepth = 16

/** Read back what was written, so that it does not depend on who made it: a keyframe has its competitors by id. */
function baseOf(state: RaceState, memory: Memory, race: RaceRecord): ChunkBase {
  const keyframe = encodeSnapshot({
    ...state.snapshot('behind'),
    ...{ race: lastingInfo(race), roster: [], lag: noLag },
  })
  const { entities } = new RaceState(decodeMessage(keyframe, null) as Snapshot)
  return { keyframe, memory: memoryText(memory, entities) }
}
