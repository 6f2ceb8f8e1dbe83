import type { Bus, Lease } from '../../bus/bus.ts'
import { nextDelta, startSnapshot } from '../../fixtures/race.ts'
import { type Delta, type RaceInfo, RaceState } from '../../protocol/index.ts'
import type { Chance } from './chance.ts'

/** Every so many publications bring a keyframe. */
const keyframeEvery = 12

/** Publishes a race whose content is made up, for as long as it holds the lease, as a gateway that polls does. */
export class FuzzedPoller {
  readonly #bus: Bus
  readonly #chance: Chance
  readonly #info: RaceInfo
  readonly #size: number
  #lease: Lease | null = null
  state: RaceState | null = null

  constructor(bus: Bus, chance: Chance, info: RaceInfo, size: number) {
    this.#bus = bus
    this.#chance = chance
    this.#info = info
    this.#size = size
  }

  /** Gets the lease, and goes on from the checkpoint. */
  async takeOver(): Promise<void> {
    this.#lease = await this.#bus.acquire(this.#info.runId)
    const checkpoint = await this.#bus.checkpoint(this.#info.runId)
    this.state = checkpoint && new RaceState(checkpoint.keyframe)
    for (const delta of checkpoint?.deltas ?? []) this.state!.apply(delta)
  }

  /** Its lease runs out; it does not know of it. */
  loseLease(): Promise<void> {
    return this.#bus.release(this.#lease!)
  }

  /** Whether it still had the lease; the same below. */
  newEpoch(): Promise<boolean> {
    const keyframe = startSnapshot(this.#size, (this.state?.epoch ?? 0) + 1, this.#info)
    this.state = new RaceState(keyframe)
    return this.#bus.publish(this.#lease!, {
      frame: null,
      keyframe: { ...keyframe, reason: 'epoch' },
      memory: '',
    })
  }

  /** The next second. `ids`: who had a fix. */
  tick(ids: readonly number[]): Promise<boolean> {
    return this.#publish(nextDelta(this.state!, ids))
  }

  say(more: Partial<Pick<Delta, 'positions' | 'log' | 'race' | 'roster' | 'front'>>): Promise<boolean> {
    const { epoch, seq, lag } = this.state!
    const delta: Delta = {
      ...{ type: 'delta', epoch, seq: seq + 1, hash: 0, lag, positions: [], log: [] },
      ...more,
    }
    this.state!.apply(delta)
    delta.hash = this.state!.entities.hash
    return this.#publish(delta)
  }

  #publish(delta: Delta): Promise<boolean> {
    const { runId } = this.#info
    const frame = { runId, delta, json: Buffer.from(JSON.stringify(delta)) }
    const keyframe = this.#chance.below(keyframeEvery) === 0 ? this.state!.snapshot('behind') : null
    return this.#bus.publish(this.#lease!, { frame, keyframe, memory: '' })
  }
}
