import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { FakeRace } from '../fixtures/fake-race.ts'
import { oneRaceFeed } from '../fixtures/one-race-feed.ts'
import type { VirtualTime } from '../fixtures/virtual-time.ts'
import { Wire } from '../fixtures/wire.ts'
import { FeedClient, type FeedOptions, type LogEntry } from '../protocol/index.ts'
import type { Hub } from './hub.ts'

const fenceIn = (n: number): LogEntry => ({ n, kind: 'fenceIn', t: n * 100, id: 1 })

/** What the fuzz has found, each in a few lines. */
describe('a viewer in step', () => {
  let time: VirtualTime
  let race: FakeRace
  let hub: Hub

  beforeEach(() => {
    const feed = oneRaceFeed()
    time = feed.time
    race = feed.race
    hub = feed.hub
  })

  function watch(options: Partial<FeedOptions>) {
    const seen: string[] = []
    let wire!: Wire
    const client = new FeedClient({
      ...{
        url: '',
        race: race.info.slug,
        now: time.now,
        elapsed: time.elapsed,
        random: () => 0.5,
        schedule: time.schedule,
      },
      connect: () => {
        wire = new Wire(hub, options.format ?? 'bin')
        return wire
      },
      onSnapshot: (_, { reason, seq }) => seen.push(`${reason} ${seq}`),
      onDelta: (_, { since, seq, log }) =>
        seen.push(`${since ?? seq - 1}-${seq}${log.map(({ n }) => ` #${n}`)}`),
      ...options,
    })
    onTestFinished(() => client.close())
    return { client, seen, take: () => wire.deliver() }
  }
  const second = (...viewers: { take(): void }[]) => {
    time.pass(1000)
    race.tick()
    for (const { take } of viewers) take()
  }

  it.each(['bin', 'json'] as const)(
    'follows a slow rate from where it came in between two steps, in %s',
    (format) => {
      const first = watch({ every: 5 })
      first.take()
      second(first)
      race.say({ log: [fenceIn(1)] })
      const late = watch({ every: 5, format, topics: ['positions', 'log'] })
      late.take()
      for (let s = 0; s < 10; s++) second(first, late)
      expect(first.seen).toEqual(['subscribed 0', '0-6 #1', '6-11'])
      expect(late.seen).toEqual(['subscribed 2', '2-6', '6-11'])
      expect(late.client.state!.entities.hash).toBe(first.client.state!.entities.hash)
    },
  )

  it('is not brought further by a board alone', () => {
    let boards = 0
    const viewer = watch({ topics: ['board', 'log'], onBoard: () => boards++ })
    viewer.take()
    for (let s = 0; s < 3; s++) second(viewer)
    race.say({ log: [fenceIn(1)] })
    viewer.take()
    expect(viewer.seen).toEqual(['subscribed 0', '0-4 #1'])
    expect(boards).toBe(5)
  })

  it('learns that nobody has the chosen bib any more', () => {
    const viewer = watch({ topics: ['positions'], bibs: ['102'] })
    viewer.take()
    second(viewer)
    expect(viewer.client.state!.entities.ids).toEqual([2])
    race.say({ roster: [{ ...race.state!.roster.get(2)!, bib: '777' }] })
    viewer.take()
    expect(viewer.seen.at(-1)).toBe('roster 2')
    expect(viewer.client.state!.entities.ids).toEqual([])
  })

  it('has of a delayed race what was known at its moment', () => {
    race.say({ log: [fenceIn(1)] })
    const viewer = watch({ delayMs: 2000 })
    viewer.take()
    race.say({ log: [fenceIn(2)] })
    for (let s = 0; s < 2; s++) second(viewer)
    const [fact] = viewer.client.state!.snapshot('behind').facts
    expect(fact!.visits).toHaveLength(2)
  })
})
