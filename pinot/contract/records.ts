import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Adapters, eventually, everything } from './adapters.ts'
import { entryRecord, GUN, raceRecord } from './rows.ts'

/** Races and entries: what they are after any sequence of puts. */
export function describeRecords(adapters: Adapters): void {
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

    it('come back with who may know of them, and without a word where nothing was said', async () => {
      const made = [raceRecord({ visibility: 'private' }), raceRecord({ visibility: 'public' }), raceRecord()]
      for (const race of made) await adapters.sink.putRace(race)
      await eventually(async () => {
        const races = await adapters.store.races()
        for (const race of made) expect(races.find(({ runId }) => runId === race.runId)).toEqual(race)
      })
      expect(await adapters.sink.races()).toEqual(expect.arrayContaining(made))
    })

    it('come back with the finishes that were taken back, and without a word where none was', async () => {
      const rulings = [
        { competitorId: 2, at: GUN + 900_000, until: GUN + 600_417 },
        { competitorId: Number.MAX_SAFE_INTEGER, at: GUN + 1, until: GUN },
      ]
      const race = raceRecord({ rulings })
      const undone = raceRecord({ rulings, startTime: GUN - 1 })
      const { rulings: _, ...without } = { ...undone, updatedAt: undone.updatedAt + 1 }
      for (const one of [race, undone, without]) await adapters.sink.putRace(one)
      await eventually(async () => {
        const races = await adapters.store.races()
        for (const one of [race, without]) expect(races.find(({ runId }) => runId === one.runId)).toEqual(one)
      })
      expect(await adapters.sink.races()).toEqual(expect.arrayContaining([race, without]))
    })

    it('come back as deleted once they are, and what the sink has of them can be forgotten', async () => {
      const race = raceRecord()
      const other = raceRecord()
      for (const one of [race, other]) {
        await adapters.sink.putRace(one)
        await adapters.sink.putEntries([entryRecord(one.runId, 1)])
      }
      const gone = { ...race, visibility: 'deleted' as const, updatedAt: race.updatedAt + 1 }
      await adapters.sink.putRace(gone)
      while (await adapters.sink.forget(race.runId));
      await eventually(async () => expect(await adapters.store.races()).toContainEqual(gone))
      expect(await adapters.sink.races()).toContainEqual(gone)
      expect(await adapters.sink.entries(other.runId)).toHaveLength(1)
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
}
