import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { type Adapters, eventually } from './adapters.ts'
import { entryRecord, fixRow, GUN, raceRecord } from './rows.ts'

/** What a process that starts, waits or errs relies on. */
export function describeProcesses(adapters: Adapters): void {
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

  it('answers a ping', async () => {
    await expect(adapters.store.ping()).resolves.toBeUndefined()
  })

  it('calls back after a change, where it can tell, until it is stopped', async () => {
    const { runId } = raceRecord()
    let calls = 0
    const stop = adapters.store.onChange(() => calls++)
    if (stop === null) return
    await adapters.sink.putFixes([fixRow(runId, 1, 1000)])
    await expect.poll(() => calls).toBeGreaterThan(0)
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
}
