import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Adapters, eventually, everything } from './adapters.ts'
import { fixRow, GUN } from './rows.ts'

/** What was, in windows and at a moment. */
export function describeHistory(adapters: Adapters): void {
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
      await eventually(async () => expect(await adapters.store.history(everything(runId))).toHaveLength(405))

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
      expect((await adapters.store.latest(runId)).map((row) => row.competitorId)).toEqual([1, 2, 3, 4])
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
}
