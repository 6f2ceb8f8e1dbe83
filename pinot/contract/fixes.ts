import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Adapters, eventually, everything } from './adapters.ts'
import { entryRecord, fixRow } from './rows.ts'

/** Fixes as they are put, once, again, late and in numbers. */
export function describeFixes(adapters: Adapters): void {
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
}
