import { describe, expect, it } from 'vitest'
import type { Frame } from '../bus/bus.ts'
import { nobodyWatches } from '../feed/feed-observer.ts'
import { createHub } from '../feed/hub.ts'
import { gateway } from '../fixtures/gateway.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { Wire } from '../fixtures/wire.ts'
import { EntityFlag, type LogEntry, RaceState, type Snapshot } from '../protocol/index.ts'
import { moments } from './cast.ts'
import { TestRace } from './test-race.ts'

const lapMs = moments.lap * 1000
const start = Math.ceil(1_760_000_000_000 / lapMs) * lapMs

/** A whole lap as one who listens from its first second hears it. */
function listened(from = start, seconds: number = moments.lap - 1) {
  const time = new VirtualTime(from + 50)
  const race = new TestRace(time)
  const updates: (Frame | Snapshot)[] = []
  const stop = race.onUpdate((update) => updates.push(update))
  time.pass(seconds * 1000)
  stop()
  const deltas = updates.filter((update) => 'delta' in update).map(({ delta }) => delta)
  return { race, time, updates, deltas, snapshots: updates.filter((update) => 'type' in update) }
}
const entriesOf = (log: readonly LogEntry[], id: number) =>
  log.filter((entry) => 'id' in entry && entry.id === id)

describe('the test race', () => {
  const { race, time, deltas, snapshots } = listened()
  const { state } = race
  const finishes = new Map([...state.facts].map(([id, { finish }]) => [id, finish]))

  it('is marked as simulated, and as a test by its name', () => {
    expect(race.info).toMatchObject({ slug: 'test', simulated: true, kind: 'simulated' })
    expect(race.info.name).toContain('TEST')
  })

  it('has a tie, a late entry, a name in Arabic, one that becomes anonymous, and all standings', () => {
    expect(finishes.get(2)).toBeGreaterThan(150_000)
    expect(finishes.get(2)).toBe(finishes.get(3))
    expect(deltas.some(({ roster }) => roster?.some(({ bib }) => bib === '107'))).toBe(true)
    expect(state.roster.get(5)!.name).toMatch(/^\p{Script=Arabic}/u)
    expect(state.roster.get(9)).toMatchObject({ anonymous: true, name: '' })
    expect(new Set([...state.roster.values()].map(({ standing }) => standing)).size).toBe(4)
  })

  it('has a finish that is taken back, a lost signal, and somebody off the course', () => {
    const kinds = entriesOf(race.state.log, 8).map(({ kind }) => kind)
    expect(kinds.slice(-3)).toEqual(['finish', 'correction', 'finish'])
    const seen = deltas.filter(({ positions }) => positions.some(([id]) => id === 6))
    const gaps = seen.slice(1).map(({ lag }, i) => lag.measuredAt! - seen[i]!.lag.measuredAt!)
    expect(Math.max(...gaps)).toBeGreaterThan(30_000)
    expect(deltas.some(({ positions }) => positions.some(([, , , , , f]) => f & EntityFlag.offCourse))).toBe(
      true,
    )
  })

  it('begins another epoch when the gun is corrected, and with each lap', () => {
    expect(snapshots.map(({ epoch }) => epoch)).toEqual([start + moments.gunCorrected * 1000])
    const finish = finishes.get(1)
    time.pass(lapMs)
    expect(race.state.epoch).toBe(start + lapMs + moments.gunCorrected * 1000)
    expect(race.state.facts.get(1)!.finish).toBe(finish)
  })

  it('is the same for who comes later, on another gateway or after a restart', () => {
    const late = new TestRace(new VirtualTime(start + 50 + (moments.lap - 1) * 1000))
    expect(late.state.snapshot('epoch')).toEqual(state.snapshot('epoch'))
  })

  it('tells deltas that lead to its state', () => {
    const follower = new RaceState(snapshots[0]!)
    for (const delta of deltas.filter(({ epoch }) => epoch === follower.epoch)) {
      follower.apply(delta)
      expect(follower.entities.hash).toBe(delta.hash)
    }
    expect(follower.snapshot('epoch')).toEqual(state.snapshot('epoch'))
  })

  it('schedules nothing while nobody listens', () => {
    expect(time.pending).toBe(0)
  })

  it('sends its viewers away once a lap, and no others', () => {
    const own = new VirtualTime(start + (moments.bye - 1) * 1000)
    const test = new TestRace(own)
    const hub = createHub({
      get: () => test,
      lookUp: async () => undefined,
      clock: own,
      observer: nobodyWatches,
    })
    test.onBye(() => hub.bye(test.info.runId))
    const [viewer, other] = [new Wire(hub), new Wire(hub)]
    viewer.say({ type: 'subscribe', race: 'test' })
    own.pass(1500)
    expect(viewer.deliver().at(-1)).toMatchObject({ type: 'bye' })
    expect([viewer.closedWith, other.closedWith]).toEqual([1001, null])
    hub.stop()
  })

  it('is in no list, but there for who asks for it by name, with its course', async () => {
    const { app } = await gateway({ clock: new VirtualTime(start + 60_000) })
    const { races } = (await app.inject('/api/races')).json()
    expect(races.map(({ slug }: { slug: string }) => slug)).not.toContain('test')
    const found = (await app.inject('/api/races/test')).json()
    expect(found).toMatchObject({ slug: 'test', simulated: true })
    expect((await app.inject(`/api/courses/${found.course}`)).json().hash).toBe(found.courseHash)
    expect((await app.inject('/api/courses')).body).not.toContain(found.course)
    expect((await app.inject('/api/races/test/leaderboard')).json().rows.length).toBeGreaterThan(8)
  })

  it('can be left out', async () => {
    const { app } = await gateway({ config: { testRace: 0 } })
    expect((await app.inject('/api/races/test')).statusCode).toBe(404)
  })
})
