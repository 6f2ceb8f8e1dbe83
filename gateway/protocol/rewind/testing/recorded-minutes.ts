import { nextDelta, raceInfo, startSnapshot } from '../../../fixtures/race.ts'
import type { Delta, Snapshot } from '../../messages.ts'
import { RaceState } from '../../race-state.ts'
import { encodeDelta, encodeSnapshot } from '../../wire/message.ts'
import { type Chunk, type ChunkDelta, writeChunk } from '../chunk.ts'
import type { RewindIndex } from '../rewind-index.ts'

export const chunkMs = 60_000
export const lengthCm = 500_000

/** A race of three that has been recorded up to some second, as a server gives it out. */
export class RecordedMinutes {
  readonly snapshot: Snapshot = startSnapshot(3)
  readonly deltas: Delta[] = []
  readonly asked: string[] = []
  epoch = 77
  complete = false
  reachesMs: number
  /** Set to make fetches wait, or damage what they bring. */
  hold: Promise<void> | null = null
  damage: ((bytes: Uint8Array) => Uint8Array) | null = null
  readonly #files: Chunk[] = []

  constructor(seconds: number) {
    const state = new RaceState(this.snapshot)
    let deltas: ChunkDelta[] = []
    for (let s = 0; s <= seconds; s++) {
      if (s > 0) {
        const base = new RaceState(state.snapshot('behind'))
        const delta = nextDelta(state)
        this.deltas.push(delta)
        deltas.push({ atMs: s * 1000, message: encodeDelta(base, delta) })
      }
      if (s % 60 !== 0) continue
      deltas = []
      const fromMs = s * 1000
      const keyframe = encodeSnapshot({ ...state.snapshot('behind'), roster: [] })
      this.#files.push({ epoch: this.epoch, fromMs, untilMs: fromMs + chunkMs, keyframe, deltas })
    }
    this.reachesMs = seconds * 1000
  }

  /** The state as a live viewer has it who has had all fixes up to `raceMs`. */
  stateAt(raceMs: number): RaceState {
    const state = new RaceState(this.snapshot)
    for (const delta of this.deltas.slice(0, Math.floor(raceMs / 1000))) state.apply(delta)
    return state
  }

  get index(): RewindIndex {
    const files = this.#files.map((_, n) => this.#file(n)).filter((file) => file !== null)
    return {
      ...{ race: raceInfo.runId, epoch: this.epoch, chunkMs, lengthCm, first: 0 },
      bytes: files.map(({ bytes }) => bytes.length),
      keyframeBytes: files.map(({ keyframeBytes }) => keyframeBytes),
      ...{ reachesMs: this.reachesMs, whole: Math.floor(this.reachesMs / chunkMs), complete: this.complete },
    }
  }

  readonly fetch = async (url: string, { signal }: { signal: AbortSignal }): Promise<Response> => {
    const path = url.replace('http://here/api/races/one/', '')
    this.asked.push(path)
    await this.hold
    signal.throwIfAborted()
    if (path === 'rewind') return Response.json(this.index)
    if (path === 'ticks/latest') return Response.json({ epoch: 1, seq: 0, snapshot: '' })
    if (path === 'ticks/1/0/snapshot.bin') return this.#bytes(encodeSnapshot(this.snapshot))
    const [, epoch, n] = path.split('/')
    const file = Number(epoch) === this.epoch ? this.#file(Number(n)) : null
    if (!file) return Response.json({ detail: 'there is no such chunk' }, { status: 404 })
    return this.#bytes(this.damage?.(file.bytes) ?? file.bytes)
  }

  #bytes(bytes: Uint8Array): Response {
    return new Response(Uint8Array.from(bytes))
  }

  #file(n: number) {
    const file = this.#files[n]
    if (!file || file.fromMs > this.reachesMs) return null
    const untilMs = Math.min(file.untilMs, this.reachesMs)
    const deltas = file.deltas.filter(({ atMs }) => atMs <= untilMs)
    return writeChunk({ ...file, epoch: this.epoch, untilMs, deltas })
  }
}
