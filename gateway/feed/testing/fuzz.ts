import assert from 'node:assert/strict'
import { openInProcessBus } from '../../bus/in-process.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'
import { nobodyWatches } from '../feed-observer.ts'
import { createHub, type Hub } from '../hub.ts'
import { mostPending } from '../timing.ts'
import { Chance } from './chance.ts'
import { FuzzedRace } from './fuzzed-race.ts'
import { FuzzedViewer } from './fuzzed-viewer.ts'

const steps = 200
const mostViewers = 5
const settled = () => new Promise((resolve) => setImmediate(resolve))

/**
 * One seeded run of everything in one process: two races with two pollers each on a bus, their replicas, the hub, and viewers
 * with clients on connections that stall, freeze and break. Twice there is a quiet moment, in which all have to be equal.
 */
export class Fuzz {
  readonly #chance: Chance
  readonly #time = new VirtualTime()
  readonly #bus = openInProcessBus({ file: ':memory:', clock: this.#time })
  readonly #races: FuzzedRace[]
  readonly #viewers: FuzzedViewer[] = []
  readonly #happened: Set<string>
  #hub: Hub
  #most = 0

  /** @param happened gets the reasons of snapshots, and `patch` */
  constructor(seed: number, happened: Set<string>) {
    this.#chance = new Chance(seed)
    this.#happened = happened
    const race = (slug: string, size: number) =>
      new FuzzedRace(this.#chance, slug, size, this.#bus, this.#time)
    this.#races = [race('first', 12), race('second', 3)]
    this.#hub = this.#newHub()
  }

  /** Rejects where a viewer is not told what it should be. */
  async run(): Promise<void> {
    const actions = this.#actions()
    for (const race of this.#races) await race.begin()
    for (let step = 1; step <= steps; step++) {
      await this.#chance.act(actions)
      for (const { wire } of this.#viewers) this.#most = Math.max(this.#most, wire.pendingBytes)
      if (step % 40 === 0) await settled()
      if (step % (steps / 2) === 0) await this.#quiet()
    }
    // Far from what a frozen viewer has missed, or has asked for again and again.
    assert.ok(this.#most < mostPending, `${this.#most} bytes wait for a viewer`)
    for (const { client } of this.#viewers) client.close()
    assert.equal(this.#hub.audience().size, 0)
    this.#hub.stop()
    for (const race of this.#races) race.replica.close()
    await this.#bus.close()
    assert.equal(this.#time.pending, 0)
  }

  #actions(): [weight: number, run: () => unknown][] {
    const chance = this.#chance
    const anyRace = () => chance.one(this.#races)
    const someone = (act: (viewer: FuzzedViewer) => unknown) => () =>
      this.#viewers.length > 0 && act(chance.one(this.#viewers))
    return [
      [6, () => this.#viewers.length < mostViewers && this.#viewers.push(this.#newViewer(anyRace()))],
      [40, () => this.#second()],
      [6, () => anyRace().happen()],
      [4, () => anyRace().change()],
      [40, () => this.#time.pass(chance.below(2500))],
      [60, someone(({ wire, pace }) => wire.deliver(pace))],
      [4, someone((viewer) => (viewer.pace = 0))],
      [6, someone((viewer) => (viewer.pace = 1 + chance.below(20)))],
      [3, someone(({ wire }) => wire.cut())],
      [3, someone(({ client }) => client.reconnectNow())],
      [4, someone((viewer) => viewer.changeItsMind())],
      [2, () => anyRace().newEpoch()],
      [3, () => anyRace().changePoller()],
      [2, () => anyRace().deafen(true)],
      [3, () => anyRace().deafen(false)],
      [1, () => this.#restart()],
      [1, someone((viewer) => this.#leave(viewer))],
    ]
  }

  async #second(): Promise<void> {
    for (const race of this.#races) await race.second()
  }

  async #quiet(): Promise<void> {
    for (const race of this.#races) {
      race.deafen(false)
      if (!race.state) await race.newEpoch()
    }
    for (const viewer of this.#viewers) {
      viewer.pace = Number.POSITIVE_INFINITY
      viewer.client.reconnectNow()
    }
    // The slowest rate has a step at the end of the ticks, and another one for what came after it.
    for (let s = 0; s < 36; s++) {
      if (s < 16) await this.#second()
      for (const { wire } of this.#viewers) wire.deliver()
      this.#time.pass(1000)
      await settled()
    }
    for (const { wire } of this.#viewers) wire.deliver()
    for (const race of this.#races)
      assert.deepEqual(race.state!.snapshot('behind'), (await race.kept()).snapshot('behind'))
    for (const viewer of this.#viewers) await viewer.expectEqual()
  }

  #leave(viewer: FuzzedViewer): void {
    viewer.client.close()
    this.#viewers.splice(this.#viewers.indexOf(viewer), 1)
  }

  async #restart(): Promise<void> {
    this.#hub.bye()
    this.#hub.stop()
    for (const race of this.#races) if (this.#chance.random() < 0.5) await race.restart()
    this.#hub = this.#newHub()
  }

  #newViewer(race: FuzzedRace): FuzzedViewer {
    return new FuzzedViewer(race, () => this.#hub, this.#time, this.#chance)
  }

  #newHub(): Hub {
    return createHub({
      get: (name) => this.#races.find(({ info }) => info.slug === name || info.runId === name)?.replica,
      lookUp: async () => undefined,
      clock: this.#time,
      observer: {
        ...nobodyWatches,
        snapshot: (reason) => this.#happened.add(reason),
        patch: () => this.#happened.add('patch'),
      },
    })
  }
}
