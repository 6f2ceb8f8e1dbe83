import { describe, expect, it } from 'vitest'
import { FakeRace, FakeRaces } from '../fixtures/fake-race.ts'
import { raceInfo } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { Wire } from '../fixtures/wire.ts'
import { FeedClient, type FeedStatus } from '../protocol/index.ts'
import { nobodyWatches } from './feed-observer.ts'
import { createHub } from './hub.ts'

/** mulberry32: a small generator, so that a seed is a whole run. */
function randomFrom(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

interface Watcher {
  client: FeedClient
  race: FakeRace
  wire: Wire
  status: FeedStatus
  /** How many pieces it takes at a time; none while it is frozen. */
  pace: number
}

const happened = new Set<string>()

describe('the feed under everything at once', () => {
  it.each(Array.from({ length: 12 }, (_, i) => i + 1))(
    'leaves every viewer equal to the server, seed %i',
    (seed) => {
      const random = randomFrom(seed)
      const below = (n: number) => Math.floor(random() * n)
      const time = new VirtualTime()
      const races = [
        new FakeRace(20),
        new FakeRace(3, { ...raceInfo, runId: '7d7f6a4e-0000-4000-8000-000000000000', slug: 'other' }),
      ]
      const known = new FakeRaces(...races)
      races[0]!.newEpoch()
      const hub = createHub({
        get: (name) => known.get(name),
        lookUp: async () => undefined,
        clock: time,
        observer: { ...nobodyWatches, snapshot: (reason) => happened.add(reason) },
      })
      const watchers: Watcher[] = []
      let mostPending = 0

      function join(): void {
        const race = races[below(2)]!
        const watcher: Partial<Watcher> = { race, pace: 1 + below(3) }
        watcher.client = new FeedClient({
          url: '',
          race: race.info.slug,
          onSnapshot: (state, { hash }) => expect(state.entities.hash).toBe(hash),
          onDelta: (state, { hash }) => expect(state.entities.hash).toBe(hash),
          onStatus: (status) => {
            watcher.status = status
          },
          connect: () => {
            watcher.wire = new Wire(hub)
            return watcher.wire
          },
          now: time.now,
          random,
          schedule: time.schedule,
        })
        watchers.push(watcher as Watcher)
      }
      const someone = (act: (watcher: Watcher) => void) => {
        if (watchers.length > 0) act(watchers[below(watchers.length)]!)
      }
      const tick = () => {
        for (const { state, ...race } of races.map((race) => ({
          state: race.state,
          tick: race.tick.bind(race),
        })))
          if (state) race.tick([...state.roster.keys()].filter(() => random() < 0.7))
      }
      const actions: [number, () => void][] = [
        [4, () => watchers.length < 12 && join()],
        [40, tick],
        [40, () => time.pass(below(2500))],
        [60, () => someone(({ wire, pace }) => wire.deliver(pace))],
        [
          4,
          () =>
            someone((watcher) => {
              watcher.pace = 0
            }),
        ],
        [
          6,
          () =>
            someone((watcher) => {
              watcher.pace = 1 + below(20)
            }),
        ],
        [2, () => someone(({ wire }) => wire.cut())],
        [2, () => someone(({ client }) => client.reconnectNow())],
        [4, () => someone(({ wire, race }) => wire.say({ type: 'subscribe', race: race.info.runId }))],
        [2, () => races[below(2)]!.newEpoch()],
        [
          1,
          () =>
            someone((watcher) => {
              watcher.client.close()
              watchers.splice(watchers.indexOf(watcher), 1)
            }),
        ],
      ]
      const weight = actions.reduce((sum, [w]) => sum + w, 0)
      for (let step = 0; step < 1200; step++) {
        let left = random() * weight
        for (const [w, act] of actions) {
          left -= w
          if (left >= 0) continue
          act()
          break
        }
        for (const { wire } of watchers) mostPending = Math.max(mostPending, wire.pendingBytes)
        if (step % 400 === 399) quiet()
      }

      function quiet(): void {
        for (const race of races) if (!race.state) race.newEpoch()
        for (const watcher of watchers) watcher.pace = Number.POSITIVE_INFINITY
        for (let s = 0; s < 60; s++) {
          tick()
          for (const { wire } of watchers) wire.deliver()
          time.pass(1000)
        }
        for (const { wire } of watchers) wire.deliver()
        for (const { client, race, status } of watchers) {
          expect(status).toEqual({ state: 'live' })
          expect(client.state!.snapshot('behind')).toEqual(race.state!.snapshot('behind'))
        }
      }

      // Frames of five seconds and two snapshots, far from what a frozen viewer has missed.
      expect(mostPending).toBeLessThan(60_000)
      for (const { client } of watchers) client.close()
      expect(races.map(({ listeners }) => listeners)).toEqual([0, 0])
      hub.stop()
      expect(time.pending).toBe(0)
    },
  )

  it('had viewers that fell behind, and new epochs, among all that', () => {
    expect([...happened].sort()).toEqual(['behind', 'epoch', 'subscribed'])
  })
})
