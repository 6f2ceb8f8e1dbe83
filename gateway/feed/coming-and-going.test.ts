import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { FakeRace, FakeRaces } from '../fixtures/fake-race.ts'
import { runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { Wire } from '../fixtures/wire.ts'
import { nobodyWatches } from './feed-observer.ts'
import { createHub } from './hub.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** The short form of `npm run bench -- soak`. */
describe('viewers that come and go', () => {
  it('leave nothing behind: no memory, no timer, nobody who listens', () => {
    const time = new VirtualTime()
    const race = new FakeRace(20)
    race.newEpoch()
    const races = new FakeRaces(race)
    const hub = createHub({
      get: (name) => races.get(name),
      lookUp: async () => undefined,
      clock: time,
      observer: nobodyWatches,
    })
    const timers = time.pending

    /** 300 come, with wishes of every kind, stay for some ticks, and go in every way. */
    function round(): void {
      const wires = Array.from({ length: 300 }, (_, i) => {
        const wire = new Wire(hub, i % 2 ? 'bin' : 'json')
        if (i % 10 === 0) return wire
        wire.say({
          ...{ type: 'subscribe', race: runId, every: i % 3 ? 1 : 5, delayMs: i % 7 ? 0 : 2000 },
          ...(i % 5 === 0 && { bibs: [String(101 + (i % 20))], topics: ['positions', 'board'] }),
        })
        return wire
      })
      for (let s = 0; s < 8; s++) {
        race.tick()
        for (const [i, wire] of wires.entries()) if (i % 4) wire.deliver()
        time.pass(1000)
      }
      for (const [i, wire] of wires.entries()) {
        if (i % 6 === 0) wire.send('nonsense')
        wire.cut()
      }
    }
    const held = () => {
      collect()
      return process.memoryUsage().heapUsed
    }

    for (let i = 0; i < 3; i++) round()
    const before = held()
    for (let i = 0; i < 10; i++) round()
    // The race's own history of passages grows by some bytes a tick; 3,000 viewers that stayed would be megabytes.
    expect(held() - before).toBeLessThan(1_000_000)
    expect(Object.values(hub.census()).every((count) => count === 0)).toBe(true)
    expect(hub.audience()).toEqual(new Map())
    // The race with the delay that some of them wanted is kept for a minute.
    for (let s = 0; s <= 61; s++) time.pass(1000)
    expect([race.listeners, time.pending]).toEqual([0, timers])
    hub.stop()
    expect(time.pending).toBe(0)
  })
})
