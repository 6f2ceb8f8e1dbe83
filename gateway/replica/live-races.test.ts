import { join } from 'node:path'
import type { RaceRecord } from '@racecast/pinot/events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BusUnavailable, openBus } from '../bus/index.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { queriesPerSecond } from '../poll/query-budget.ts'
import { MemoryStore } from '../poll/testing/memory-store.ts'
import { recordingLog, settled, temporaryFolder, toldBy } from '../poll/testing/recorded-race.ts'
import { course, entryRecord, fix, gun, raceRecord } from '../race/testing/fixes.ts'
import { createLiveRaces } from './live-races.ts'

const uuid = (n: number) => `3f0e2f5c-5d3c-4a57-9f0e-0f1a2b3c4d${String(n).padStart(2, '0')}`
const numbered = (n: number, changes: Partial<RaceRecord> = {}) =>
  raceRecord({ runId: uuid(n), slug: `race-${n}`, ...changes })

function liveRaces({ tells = true } = {}) {
  const clock = new VirtualTime(gun)
  const memory = new MemoryStore(gun)
  const { store, tell } = toldBy(memory)
  const log = recordingLog()
  const bus = openBus({ url: `sqlite:${join(temporaryFolder(), 'gateway.db')}`, clock })
  onTestFinished(() => bus.close())
  const catalogue = { get: (name: string) => (name === course.shortName ? course : undefined) }
  const rest = { store: tells ? store : memory, catalogue, clock, log, random: () => 0.5 }
  const races = createLiveRaces({ ...rest, bus })
  /** A gateway on the same bus that gets no lease as long as this one lives. */
  const another = () => createLiveRaces({ ...rest, bus: { ...bus, acquire: async () => null } })
  const afterRestart = () => createLiveRaces({ ...rest, bus })
  const add = (race: RaceRecord, size = 3) => {
    memory.records.push(race)
    for (let id = 1; id <= size; id++) memory.entered.push({ ...entryRecord(id), runId: race.runId })
  }
  const start = async () => {
    await Promise.all([races.start(), settled()])
    await settled()
  }
  /** Goes on by steps of 10 ms; `each` is told the time, ms from the gun. */
  const pass = async (ms: number, each?: (at: number) => void) => {
    for (let i = 0; i < ms; i += 10) {
      clock.pass(10)
      each?.(clock.ms - gun)
      await settled(3)
    }
  }
  return { clock, memory, log, races, another, afterRestart, add, start, pass, tell, bus }
}

describe('the races of a gateway', () => {
  it('are listed live ones first, then by gun, newest first', async () => {
    const { races, add, start } = liveRaces()
    add(numbered(1, { status: 'finished', startTime: gun - 1000, finishedAt: gun }))
    add(numbered(2, { status: 'scheduled', startTime: gun + 9000 }))
    add(numbered(3, { status: 'started', startTime: gun - 5000 }))
    add(numbered(4, { status: 'paused', startTime: gun - 4000 }))
    await start()
    expect(races.list().map(({ info }) => info.slug)).toEqual(['race-4', 'race-3', 'race-2', 'race-1'])
    expect(races.list().every(({ state }) => state !== null)).toBe(true)
  })

  it('are found by runId and by slug', async () => {
    const { races, add, start } = liveRaces()
    add(numbered(1))
    await start()
    expect(races.get('race-1')).toBe(races.get(uuid(1)))
    expect(races.get('race-1')).toBeDefined()
    expect(races.get('race-2')).toBeUndefined()
  })

  it('are private where their newest record says so', async () => {
    const { races, memory, add, start, pass, tell } = liveRaces()
    add(numbered(1))
    add(numbered(2, { visibility: 'private' }))
    await start()
    const privates = () => races.list().filter(({ isPrivate }) => isPrivate)
    expect(privates().map(({ info }) => info.slug)).toEqual(['race-2'])
    const [first] = memory.records
    const changed = { ...first!, visibility: 'private' as const, updatedAt: first!.updatedAt + 1 }
    memory.records.splice(0, 1, changed)
    tell()
    await pass(1500)
    expect(privates()).toHaveLength(2)
  })

  it('hold a race that was just made, ready to be watched, when a refresh resolves', async () => {
    const { races, add, start } = liveRaces()
    await start()
    add(numbered(1, { status: 'scheduled', startTime: gun + 10_000 }))
    await races.refresh()
    expect(races.get('race-1')!.state!.roster.size).toBe(3)
  })

  it('say of a race on an unknown course why it is not there, until the course is', async () => {
    const { races, add, start } = liveRaces()
    add(numbered(1, { course: 'atlantis' }))
    await start()
    expect(races.list()).toEqual([])
    expect(races.status()).toMatchObject([
      { runId: uuid(1), error: expect.stringMatching(/"atlantis".*add it/) },
    ])
  })

  it('follow a change soon after the store tells of it', async () => {
    const { races, add, start, memory, tell, pass } = liveRaces()
    add(numbered(1))
    await start()
    memory.rows.push({ ...fix(1, 0.5, 2), runId: uuid(1) })
    tell()
    await pass(50)
    expect(races.get('race-1')!.state!.entities.size).toBe(1)
  })

  it('have no race that was deleted: nothing of it is kept, and what was read before brings it back no more', async () => {
    const { races, add, start, memory, bus } = liveRaces()
    add(numbered(1))
    await start()
    const gone: string[] = []
    races.onGone((runId) => gone.push(runId))
    const before = memory.records[0]!
    memory.records[0] = { ...before, visibility: 'deleted', updatedAt: before.updatedAt + 1 }
    await races.refresh()
    await settled()
    expect([races.list(), gone]).toEqual([[], [uuid(1)]])
    expect(await bus.checkpoint(uuid(1))).toBe(null)
    memory.records[0] = before
    await races.refresh()
    expect(races.list()).toEqual([])
  })

  it('are without a deleted race at the gateway that only hears of it, too', async () => {
    const { races, another, add, start, pass, memory } = liveRaces()
    add(numbered(1))
    await start()
    const other = another()
    await other.start()
    await pass(100)
    expect(other.get('race-1')).toBeDefined()
    const gone: string[] = []
    other.onGone((runId) => gone.push(runId))
    memory.records[0] = { ...memory.records[0]!, visibility: 'deleted', updatedAt: gun + 1 }
    await races.refresh()
    await pass(100)
    expect([other.list(), gone]).toEqual([[], [uuid(1)]])
    await other.stop()
  })

  it('tell of a race that was deleted while this gateway was away', async () => {
    const { races, add, start, pass, tell } = liveRaces()
    add(numbered(1, { visibility: 'deleted' }))
    const gone: string[] = []
    races.onGone((runId) => gone.push(runId))
    await start()
    tell()
    await pass(1500)
    expect([races.list(), gone]).toEqual([[], [uuid(1)]])
  })

  it('become private and public as their records say, told once to who keeps others out, at every gateway', async () => {
    const { races, another, add, start, memory, pass } = liveRaces()
    add(numbered(1))
    await start()
    const other = another()
    await other.start()
    await pass(100)
    const told: [string, boolean][] = []
    for (const one of [races, other])
      one.onPrivate((runId) => told.push([runId, one.get('race-1')!.isPrivate]))
    const put = async (visibility: 'public' | 'private', after: number) => {
      memory.records[0] = numbered(1, { visibility, updatedAt: gun + after })
      await races.refresh()
      await pass(100)
      return [races, other].map((one) => one.get('race-1')!.isPrivate)
    }
    expect(await put('private', 10)).toEqual([true, true])
    expect(told).toEqual([0, 1].map(() => [uuid(1), true]))
    expect(await put('private', 20)).toEqual([true, true])
    // Read late: an answer of Pinot's from before.
    expect(await put('public', 5)).toEqual([true, true])
    expect(await put('public', 30)).toEqual([false, false])
    expect(told).toHaveLength(2)
    await other.stop()
  })

  it('take over a record that has changed within a second or so', async () => {
    const { races, add, start, memory, tell, pass } = liveRaces()
    add(numbered(1))
    await start()
    memory.records[0] = numbered(1, {
      status: 'paused',
      updatedAt: gun + 300,
      pauses: [{ from: gun + 300, to: null }],
    })
    tell()
    await pass(1500)
    expect(races.get('race-1')!.info.status).toBe('paused')
  })

  it.each([true, false])(
    'ask at most five queries a second for each race (store tells: %s)',
    async (tells) => {
      const { races, add, start, memory, tell, pass } = liveRaces({ tells })
      add(numbered(1))
      await start()
      memory.takeAsked()
      const asked: number[] = []
      await pass(12_000, (at) => {
        // A noisy store: something changes every 10 ms, and rows come in three parts, one of them late.
        const second = Math.floor(at / 1000)
        const rest = at % 1000
        for (const [id, after] of [
          [1, 20],
          [2, 60],
          [3, 700],
        ] as const) {
          if (rest === after) memory.rows.push({ ...fix(id, second, second * 3), runId: uuid(1) })
        }
        if (tells) tell()
        asked.push(
          ...memory
            .takeAsked()
            .filter((query) => query !== 'races')
            .map(() => at),
        )
      })
      for (const from of asked) {
        expect(asked.filter((at) => at >= from && at < from + 990).length).toBeLessThanOrEqual(
          queriesPerSecond,
        )
      }
      expect(asked.length).toBeGreaterThan(12)
      const { entities } = races.get('race-1')!.state!
      expect([...entities.t.subarray(0, 3)].every((t) => t >= 10_000)).toBe(true)
    },
  )

  it('say that the store fails, and are right again after it is back', async () => {
    const { races, add, start, memory, tell, pass } = liveRaces()
    add(numbered(1))
    await start()
    memory.down = true
    tell()
    await pass(2000)
    const [failing] = races.status()
    expect(failing!.failures).toBeGreaterThan(1)
    expect(failing!.error).toContain('down for a test')
    memory.down = false
    for (let s = 0; s <= 2; s++) memory.rows.push({ ...fix(1, s, s * 4), runId: uuid(1) })
    await pass(6000)
    expect(races.status()[0]).toMatchObject({ failures: 0, error: null })
    expect(races.get('race-1')!.state!.entities.t[0]).toBe(2000)
  })

  it('know since when the store has not answered, tell it once, and take it back with its first answer', async () => {
    const { races, add, start, pass, memory, clock } = liveRaces({ tells: false })
    add(numbered(1))
    await start()
    const race = races.get('race-1')!
    const told: (number | null)[] = []
    race.onHealth(() => told.push(race.storeDownSince))
    await pass(2000)
    expect(told).toEqual([])
    memory.down = true
    const wentDown = clock.ms
    await pass(9000)
    expect(told).toHaveLength(1)
    expect(told[0]! - wentDown).toBeLessThanOrEqual(1010)
    expect(races.status()[0]).toMatchObject({ downSince: told[0], error: 'the store is down for a test' })
    memory.down = false
    await pass(6000)
    expect(told.slice(1)).toEqual([null])
    expect(races.status()[0]).toMatchObject({ downSince: null, error: null, failures: 0 })
  })

  it('tell the other gateways of a new race in the end, where the bus failed when it was made', async () => {
    const { races, add, start, pass, bus } = liveRaces()
    await start()
    const { note } = bus
    bus.note = async () => {
      throw new BusUnavailable('away for a test')
    }
    add(numbered(1, { status: 'scheduled', startTime: gun + 60_000 }))
    await expect(races.refresh()).rejects.toThrow('away')
    bus.note = note
    await pass(1500)
    expect([...(await bus.notes('races')).keys()]).toEqual([uuid(1)])
  })

  it('say on every gateway since when the list cannot be read, though one reads it', async () => {
    const { races, another, start, pass, memory, clock } = liveRaces({ tells: false })
    await start()
    const away = another()
    await away.start()
    await pass(2000)
    const both = () => [races.listDownSince, away.listDownSince]
    expect(both()).toEqual([null, null])
    memory.down = true
    const died = clock.now()
    await pass(4000)
    const [since] = both()
    expect(both()).toEqual([since, since])
    expect(since).toBeGreaterThanOrEqual(died)
    expect(since).toBeLessThanOrEqual(died + 1000)
    memory.takeAsked()
    memory.down = false
    await pass(3000)
    expect(both()).toEqual([null, null])
    expect(memory.takeAsked().length).toBeLessThanOrEqual(4)
    await away.stop()
    await races.stop()
  })

  it('are as they were last known where the store is away when a gateway starts', async () => {
    const { races, add, start, pass, memory, afterRestart } = liveRaces()
    add(numbered(1))
    memory.rows.push({ ...fix(1, 0.5, 2), runId: uuid(1) })
    await start()
    await pass(100)
    await races.stop()
    memory.down = true
    const again = afterRestart()
    await again.start()
    await pass(100)
    expect(again.get('race-1')?.state?.entities.size).toBe(1)
    memory.down = false
    add(numbered(2))
    await pass(6000)
    expect(again.get('race-2')?.state?.roster.size).toBe(3)
    await again.stop()
  })

  it('take what another gateway tells, but what is no record of a race', async () => {
    const { races, start, bus, log } = liveRaces()
    await start()
    const told = { ...numbered(2), status: 'scheduled' as const }
    const odd = { a: 'not JSON', b: 'null', c: '{"runId":"c"}' }
    await bus.note('races', new Map([...Object.entries(odd), [told.runId, JSON.stringify(told)]]))
    await settled()
    expect(races.list().map(({ info }) => info.slug)).toEqual(['race-2'])
    expect(log.lines.filter(({ message }) => message.endsWith('cannot be read'))).toHaveLength(3)
  })

  it('are left alone after stop', async () => {
    const { races, add, start, memory, tell, pass, clock } = liveRaces()
    add(numbered(1))
    await start()
    await races.stop()
    memory.takeAsked()
    tell()
    await pass(3000)
    expect(memory.takeAsked()).toEqual([])
    expect(clock.pending).toBe(0)
  })
})
