import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { EventSink, PositionStore } from '../ports/index.ts'
import { entryRecord, fixRow, GUN, raceRecord } from './rows.ts'

export { entryRecord, fixRow, GUN, raceRecord } from './rows.ts'

export interface Adapters {
  sink: EventSink
  store: PositionStore
  /** Another sink on the same place, as a process that starts again would open it. */
  reopenSink(): EventSink
}

/**
 * What every pair of EventSink and PositionStore promises (see ../ports). `factory` gives adapters on an empty
 * or a used place: every test makes races of its own, and waits until what it has put can be seen.
 */
export function describeEventSinkAndStore(name: string, factory: () => Promise<Adapters>): void {
  describe(`${name}, as event sink and position store`, () => {
    let adapters: Adapters
    beforeAll(async () => {
      adapters = await factory()
    })
    afterAll(async () => {
      await adapters.sink.close()
      await adapters.store.close()
    })

    /** A store may show rows late; an answer is right when it is right within this time. */
    const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 })
    const everything = (runId: string) => ({ runId, from: 0, to: GUN * 2 })
    const latestIds = async (runId: string, at?: number) =>
      (await adapters.store.latest(runId, at)).map((row) => row.competitorId)

    describe('races', () => {
      it('come back exactly as they were put', async () => {
        const race = raceRecord({
          name: 'Zürich 🏃 – 東京',
          status: 'paused',
          waves: [
            { wave: 'Blau', startTime: GUN },
            { wave: '赤', startTime: GUN + 60_000 },
          ],
          plan: {
            competitors: 3,
            fastest: 144,
            slowest: 500.5,
            stoppingRatio: 0.1,
            minPause: 10,
            maxPause: 60,
            gpsNoiseM: 3.25,
            dropoutRatio: 0,
            wanderRatio: 0,
            dnfRatio: 0,
            waves: 2,
            waveGapS: 60,
          },
          seed: 0xffffffff,
          pauses: [
            { from: GUN + 1, to: GUN + 2 },
            { from: GUN + 5, to: null },
          ],
          gaps: [{ from: GUN, to: GUN + 9000 }],
          finishedAt: GUN + 3_600_000,
        })
        await adapters.sink.putRace(race)
        await eventually(async () => expect(await adapters.store.races()).toContainEqual(race))
        await eventually(async () => expect(await adapters.sink.races()).toContainEqual(race))
      })

      it('are replaced by a newer record and not by an older one', async () => {
        const first = raceRecord({ updatedAt: GUN + 5 })
        await adapters.sink.putRace(first)
        await adapters.sink.putRace({ ...first, name: 'old', updatedAt: GUN + 4 })
        await adapters.sink.putRace({ ...first, name: 'new', updatedAt: GUN + 6 })
        const now = async () => (await adapters.store.races()).filter((race) => race.runId === first.runId)
        await eventually(async () =>
          expect(await now()).toEqual([{ ...first, name: 'new', updatedAt: GUN + 6 }]),
        )
      })

      it('are listed with the newest gun first', async () => {
        const early = raceRecord({ startTime: GUN - 1000 })
        const late = raceRecord({ startTime: GUN + 1000 })
        await adapters.sink.putRace(late)
        await adapters.sink.putRace(early)
        await eventually(async () => {
          const ids = (await adapters.store.races()).map((race) => race.runId)
          expect(ids).toContain(early.runId)
          expect(ids.indexOf(late.runId)).toBeLessThan(ids.indexOf(early.runId))
          expect(ids).toContain(late.runId)
        })
      })

      it('answer with nothing where there is nothing', async () => {
        const { runId } = raceRecord()
        expect(await adapters.store.latest(runId)).toEqual([])
        expect(await adapters.store.latest(runId, GUN)).toEqual([])
        expect(await adapters.store.entries(runId)).toEqual([])
        expect(await adapters.store.history(everything(runId))).toEqual([])
        expect(await adapters.store.extent(runId)).toBeNull()
        expect(await adapters.sink.newestFix(runId)).toBeNull()
        expect(await adapters.sink.entries(runId)).toEqual([])
      })
    })

    describe('entries', () => {
      it('come back by competitorId with names in any script', async () => {
        const runId = randomUUID()
        const entries = [
          entryRecord(runId, 2, { name: 'محمد الأمين', club: 'نادي', bib: 'F12', anonymous: true }),
          entryRecord(runId, 1, {
            name: "Zoë O'Neill-Ñandú 王小明 👩🏽‍🦽",
            role: 'pacer',
            standing: 'DNF',
            wave: 'B',
          }),
        ]
        await adapters.sink.putEntries(entries)
        const inOrder = [entries[1], entries[0]]
        await eventually(async () => expect(await adapters.store.entries(runId)).toEqual(inOrder))
        await eventually(async () => expect(await adapters.sink.entries(runId)).toEqual(inOrder))
      })

      it('are replaced by newer ones and not by older ones', async () => {
        const runId = randomUUID()
        const entry = entryRecord(runId, 1)
        await adapters.sink.putEntries([entry])
        await adapters.sink.putEntries([{ ...entry, standing: 'DNS', updatedAt: GUN - 1 }])
        await adapters.sink.putEntries([{ ...entry, standing: 'DSQ', updatedAt: GUN + 1 }])
        await eventually(async () =>
          expect(await adapters.store.entries(runId)).toEqual([
            { ...entry, standing: 'DSQ', updatedAt: GUN + 1 },
          ]),
        )
      })
    })

    describe('fixes', () => {
      it('come back exactly as they were put', async () => {
        const runId = randomUUID()
        const fix = fixRow(runId, Number.MAX_SAFE_INTEGER, -1500, {
          eventId: 'chip 17/1',
          rawTime: -2,
          lat: -33.856784123456,
          lon: 151.2152967,
          distance: 4966.445205,
          source: 'chip',
          accuracy: 2.5,
          flags: 1,
        })
        await adapters.sink.putFixes([fix])
        await eventually(async () => expect(await adapters.store.latest(runId)).toEqual([fix]))
        await eventually(async () => expect(await adapters.store.history(everything(runId))).toEqual([fix]))
      })

      it('leave the newest of each competitor as the current one, in whatever order they come', async () => {
        const runId = randomUUID()
        const fixes = [3000, 1000, 4000, 2000].map((t) => fixRow(runId, 1, t))
        for (const fix of fixes) await adapters.sink.putFixes([fix])
        await adapters.sink.putFixes([fixRow(runId, 2, 2000), fixRow(runId, 2, 1000)])
        await eventually(async () => expect(await adapters.store.history(everything(runId))).toHaveLength(6))
        expect(await adapters.store.latest(runId)).toEqual([fixRow(runId, 1, 4000), fixRow(runId, 2, 2000)])
      })

      it('change nothing when they are sent again', async () => {
        const runId = randomUUID()
        const [first, second] = [fixRow(runId, 1, 1000), fixRow(runId, 1, 2000)]
        await adapters.sink.putFixes([first])
        await adapters.sink.putFixes([second, first])
        await adapters.sink.putFixes([first, second, second])
        await adapters.sink.putFixes([fixRow(runId, 2, 2000)])
        await eventually(async () =>
          expect(await adapters.store.history(everything(runId))).toEqual([
            first,
            second,
            fixRow(runId, 2, 2000),
          ]),
        )
        expect(await adapters.store.latest(runId)).toEqual([second, fixRow(runId, 2, 2000)])
      })

      it('of two races with the same competitors do not meet', async () => {
        const [one, two] = [randomUUID(), randomUUID()]
        await adapters.sink.putFixes([fixRow(one, 1, 5000), fixRow(two, 1, 1000), fixRow(one, 2, 5000)])
        await adapters.sink.putEntries([
          entryRecord(one, 1, { name: 'One' }),
          entryRecord(two, 1, { name: 'Two' }),
        ])
        await eventually(async () => {
          expect(await adapters.store.latest(one)).toEqual([fixRow(one, 1, 5000), fixRow(one, 2, 5000)])
          expect(await adapters.store.latest(two)).toEqual([fixRow(two, 1, 1000)])
          expect((await adapters.store.entries(two)).map((entry) => entry.name)).toEqual(['Two'])
          expect(await adapters.store.history(everything(two))).toEqual([fixRow(two, 1, 1000)])
        })
      })

      it('can be ten thousand in one call', async () => {
        const runId = randomUUID()
        const rows = Array.from({ length: 10_000 }, (_, i) => fixRow(runId, i + 1, 1000))
        await adapters.sink.putFixes(rows)
        await eventually(async () => expect(await adapters.store.latest(runId)).toHaveLength(10_000))
        expect(await adapters.store.latest(runId)).toEqual(rows)
        expect(await adapters.store.history(everything(runId))).toEqual(rows)
      })

      it('are nothing when there are none', async () => {
        await adapters.sink.putFixes([])
        await adapters.sink.putEntries([])
      })
    })

    describe('a window of history', () => {
      it('leaves out its beginning, takes in its end, and is in the order of time and competitor', async () => {
        const runId = randomUUID()
        const at = (t: number) => [fixRow(runId, 2, t), fixRow(runId, 10, t), fixRow(runId, 1, t)]
        await adapters.sink.putFixes([3000, 1000, 2000].flatMap(at))
        await eventually(async () => expect(await adapters.store.history(everything(runId))).toHaveLength(9))
        const keys = (await adapters.store.history({ runId, from: GUN + 1000, to: GUN + 3000 })).map(
          ({ raceTimeMs, competitorId }) => [raceTimeMs, competitorId],
        )
        expect(keys).toEqual([2000, 3000].flatMap((t) => [1, 2, 10].map((id) => [t, id])))
        expect(await adapters.store.history({ runId, from: GUN + 1000, to: GUN + 1999 })).toEqual([])
        expect(await adapters.store.history({ runId, from: GUN + 2999, to: GUN + 3000 })).toHaveLength(3)
      })

      it('can be asked for some competitors only', async () => {
        const runId = randomUUID()
        await adapters.sink.putFixes([1, 2, 3].map((id) => fixRow(runId, id, 1000)))
        const of = (...competitorIds: number[]) =>
          adapters.store.history({ ...everything(runId), competitorIds })
        await eventually(async () => expect(await of(1, 2, 3)).toHaveLength(3))
        expect(await of(3, 1, 99)).toEqual([fixRow(runId, 1, 1000), fixRow(runId, 3, 1000)])
        expect(await of()).toEqual([])
      })
    })

    describe('the state at an earlier time', () => {
      it('is the newest fix of each up to then', async () => {
        const runId = randomUUID()
        const silent = [fixRow(runId, 2, 1000), fixRow(runId, 2, 400_000)]
        const finished = [fixRow(runId, 3, 1000), fixRow(runId, 3, 2345, { flags: 1 })]
        const late = [fixRow(runId, 4, 300_000)]
        const steady = Array.from({ length: 400 }, (_, s) => fixRow(runId, 1, (s + 1) * 1000))
        await adapters.sink.putFixes([...late, ...finished, ...silent, ...steady])
        await eventually(async () =>
          expect(await adapters.store.history(everything(runId))).toHaveLength(405),
        )

        const at = async (raceMs: number) =>
          (await adapters.store.latest(runId, GUN + raceMs)).map((row) => [row.competitorId, row.raceTimeMs])
        expect(await at(999)).toEqual([])
        expect(await at(1000)).toEqual([1, 2, 3].map((id) => [id, 1000]))
        expect(await at(2344)).toEqual([
          [1, 2000],
          [2, 1000],
          [3, 1000],
        ])
        expect(await at(250_500)).toEqual([
          [1, 250_000],
          [2, 1000],
          [3, 2345],
        ])
        expect(await at(399_999)).toEqual([
          [1, 399_000],
          [2, 1000],
          [3, 2345],
          [4, 300_000],
        ])
        expect(await at(1e9)).toEqual([
          [1, 400_000],
          [2, 400_000],
          [3, 2345],
          [4, 300_000],
        ])
        expect(await latestIds(runId)).toEqual([1, 2, 3, 4])
      })

      it('knows a first fix that came after later ones', async () => {
        const runId = randomUUID()
        await adapters.sink.putFixes([fixRow(runId, 1, 9000)])
        await adapters.sink.putFixes([fixRow(runId, 1, 2000)])
        await eventually(async () =>
          expect(await adapters.store.latest(runId, GUN + 5000)).toEqual([fixRow(runId, 1, 2000)]),
        )
      })
    })

    it('tells from when to when a race has fixes', async () => {
      const runId = randomUUID()
      await adapters.sink.putFixes([fixRow(runId, 1, 3000), fixRow(runId, 2, 1000), fixRow(runId, 1, 8000)])
      await eventually(async () =>
        expect(await adapters.store.extent(runId)).toEqual({ oldest: GUN + 1000, newest: GUN + 8000 }),
      )
    })

    it('gives a producer that starts again what was acknowledged', async () => {
      const race = raceRecord()
      await adapters.sink.putRace(race)
      await adapters.sink.putEntries([entryRecord(race.runId, 1)])
      await adapters.sink.putFixes([fixRow(race.runId, 1, 1000), fixRow(race.runId, 2, 7000)])
      const again = adapters.reopenSink()
      try {
        await eventually(async () => {
          expect(await again.races()).toContainEqual(race)
          expect(await again.entries(race.runId)).toEqual([entryRecord(race.runId, 1)])
          expect(await again.newestFix(race.runId)).toBe(GUN + 7000)
        })
      } finally {
        await again.close()
      }
    })

    it('calls back after a change, where it can tell, until it is stopped', async () => {
      const { runId } = raceRecord()
      let calls = 0
      const stop = adapters.store.onChange(() => calls++)
      if (stop === null) return
      await adapters.sink.putFixes([fixRow(runId, 1, 1000)])
      await vi.waitFor(() => expect(calls).toBeGreaterThan(0), { timeout: 5000, interval: 5 })
      stop()
    })

    it('refuses a row that breaks the contract, and keeps nothing of its call', async () => {
      const { runId } = raceRecord()
      const bad = [fixRow(runId, 1, 1000), fixRow(runId, 2, 1000, { lat: Number.NaN })]
      await expect(adapters.sink.putFixes(bad)).rejects.toThrow(/lat/)
      await expect(adapters.sink.putRace(raceRecord({ slug: 'Not A Slug' }))).rejects.toThrow(/slug/)
      await expect(adapters.sink.putEntries([entryRecord(runId, 0)])).rejects.toThrow(/competitorId/)
      expect(await adapters.store.latest(runId)).toEqual([])
    })
  })
}
