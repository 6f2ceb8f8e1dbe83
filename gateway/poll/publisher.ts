import type { Bus, Lease } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { LogEntry } from '../protocol/index.ts'
import type { Folded } from '../race/fold.ts'
import { memoryText } from '../race/memory.ts'
import type { Live } from './checkpoint.ts'

/** A checkpoint's keyframe is replaced after so long, or so many bytes of deltas. */
const keyframeMs = 30_000
const keyframeBytes = 4_000_000

/** Another gateway holds the lease of the race. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** Publishes what the fold of one race makes, a checkpoint with every frame. Throws `LeaseLost`. */
export class Publisher {
  readonly #bus: Bus
  readonly #clock: Clock
  /** When the last keyframe was published, by `elapsed`. */
  #keyframeAt = Number.NEGATIVE_INFINITY
  #bytes = 0

  constructor(bus: Bus, clock: Clock) {
    this.#bus = bus
    this.#clock = clock
  }

  /** Publishes the next frame; `live` is advanced by it even if that fails, and of no use then. */
  async frame(lease: Lease, live: Live, { delta, memory }: Folded): Promise<Live> {
    delta.lag.sentAt = this.#clock.now()
    const json = Buffer.from(JSON.stringify(delta))
    live.state.apply(delta)
    this.#bytes += json.length
    const due = this.#clock.elapsed() - this.#keyframeAt >= keyframeMs || this.#bytes > keyframeBytes
    await this.#publish(lease, {
      frame: { runId: lease.runId, delta, json },
      keyframe: due ? live.state.snapshot('behind') : null,
      memory: memoryText(memory, live.state.entities),
    })
    return { state: live.state, memory }
  }

  /** Publishes the beginning of an epoch, with all of its log so far. */
  async epoch(lease: Lease, { state, memory }: Live, log: readonly LogEntry[]): Promise<void> {
    const keyframe = state.snapshot('epoch')
    await this.#publish(lease, {
      ...{ frame: null, keyframe, log, memory: memoryText(memory, state.entities) },
    })
  }

  async #publish(lease: Lease, publication: Parameters<Bus['publish']>[1]): Promise<void> {
    if (!(await this.#bus.publish(lease, publication))) {
      throw new LeaseLost(`race ${lease.runId}: another gateway polls it`)
    }
    if (!publication.keyframe) return
    this.#keyframeAt = this.#clock.elapsed()
    this.#bytes = 0
  }
}
