import { describe, expect, it, onTestFinished } from 'vitest'
import { FakeRace, FakeRaces } from '../fixtures/fake-race.ts'
import { runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { Wire } from '../fixtures/wire.ts'
import { CloseCode, type Delta, RaceState, type ServerMessage } from '../protocol/index.ts'
import { nobodyWatches } from './feed-observer.ts'
import { createHub } from './hub.ts'

/** Follows a race by what it is sent. */
class Follower {
  readonly wire: Wire
  state: RaceState | null = null
  /** The deltas that said more than one tick. */
  merged: Delta[] = []

  constructor(hub: ReturnType<typeof createHub>, resume?: { epoch: number; seq: number }, state?: RaceState) {
    this.wire = new Wire(hub)
    this.state = state ?? null
    this.wire.say({ type: 'subscribe', race: runId, ...(resume && { resume }) })
  }

  read(): void {
    for (const message of this.wire.deliver()) this.#take(message)
  }

  #take(message: ServerMessage): void {
    if (message.type === 'snapshot') this.state = new RaceState(message)
    else if (message.type === 'delta') {
      if (message.since !== undefined && message.seq - message.since > 1) this.merged.push(message)
      this.state!.apply(message)
    } else if (message.type === 'ping') this.wire.say({ type: 'pong', seq: message.seq })
  }
}

describe('200 of 1,000 viewers that stop reading', () => {
  const time = new VirtualTime()
  const race = new FakeRace(50)
  race.newEpoch()
  const races = new FakeRaces(race)
  const open = () =>
    createHub({
      get: (name) => races.get(name),
      lookUp: async () => undefined,
      clock: time,
      observer: nobodyWatches,
    })
  function second(readers: readonly Follower[]): void {
    race.tick()
    for (const reader of readers) reader.read()
    time.pass(1000)
  }
  const isEqual = ({ state }: Follower) =>
    state?.seq === race.state!.seq && state.entities.hash === race.state!.entities.hash

  it('for 60 s cost nobody else a tick, hold little, and are equal by one merged patch within two ticks', () => {
    const hub = open()
    onTestFinished(() => hub.stop())
    const all = Array.from({ length: 1000 }, () => new Follower(hub))
    for (let s = 0; s < 5; s++) second(all)
    expect(all.every(isEqual)).toBe(true)
    const [frozen, others] = [all.slice(0, 200), all.slice(200)]
    const tick = others[0]!.wire.writes.at(-1)!.length
    for (let s = 0; s < 60; s++) {
      race.tick()
      for (const other of others) other.read()
      expect(others.every(isEqual)).toBe(true)
      time.pass(1000)
    }
    expect(hub.census()).toMatchObject({ behind: 200, inStep: 800 })
    // The frames of some eight seconds at most, until it is noticed; nothing after that.
    for (const { wire } of frozen) expect(wire.pendingBytes).toBeLessThan(10 * tick)
    for (let s = 0; s < 2; s++) second(all)
    expect(all.every(isEqual)).toBe(true)
    for (const { merged } of frozen) expect(merged.length).toBeGreaterThanOrEqual(1)
    expect(others.filter(({ merged }) => merged.length > 0)).toEqual([])
    expect(hub.census()).toMatchObject({ inStep: 1000 })
  })

  it('for more than 90 s are closed with 4408 and resume by a patch', () => {
    const hub = open()
    onTestFinished(() => hub.stop())
    const all = Array.from({ length: 20 }, () => new Follower(hub))
    for (let s = 0; s < 5; s++) second(all)
    const [frozen, others] = [all.slice(0, 4), all.slice(4)]
    for (let s = 0; s < 95; s++) second(others)
    expect(frozen.map(({ wire }) => wire.closedWith)).toEqual(Array(4).fill(CloseCode.silent.code))
    for (const one of frozen) {
      one.read()
      const { epoch, seq } = one.state!
      const back = new Follower(hub, { epoch, seq }, one.state!)
      back.read()
      expect(isEqual(back)).toBe(true)
      expect(back.merged).toMatchObject([{ since: seq, seq: race.state!.seq }])
    }
    expect(others.every(isEqual)).toBe(true)
    expect(hub.census()).toMatchObject({ behind: 0, inStep: 20 })
  })
})
