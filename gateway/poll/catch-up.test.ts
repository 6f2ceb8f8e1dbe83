import { describe, expect, it } from 'vitest'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { fix, gun, runId } from '../race/testing/fixes.ts'
import { type Batch, batchesOf, windowMsFor } from './catch-up.ts'
import { RaceReader } from './race-reader.ts'
import { MemoryStore } from './testing/memory-store.ts'

describe('a window of history', () => {
  it.each([
    [1000, 1, 60_000],
    [10_000, 1, 6000],
    [100_000, 1, 1000],
    [100, 1, 600_000],
    [1, 1, 600_000],
    [1000, 60, 600_000],
    [10, 1200, 1_200_000],
  ])('for %i competitors at a fix every %f s is %i ms, so that memory stays bounded', (size, seconds, ms) => {
    expect(windowMsFor(size, seconds)).toBe(ms)
  })
})

describe('catching up', () => {
  const setUp = () => {
    const store = new MemoryStore(gun)
    for (let s = 0; s <= 30; s++) for (const id of [1, 2]) store.rows.push(fix(id, s, s * 3))
    const clock = new VirtualTime(gun)
    return { store, clock, reader: new RaceReader(runId, store, clock) }
  }

  it('brings every row once, in the order of time, window by window, and says how far it is', async () => {
    const { store, reader, clock } = setUp()
    const latest = await store.latest(runId)
    const missing = { window: { from: gun - 1, to: gun + 30_000 }, overdue: null }
    const times: number[] = []
    const done: number[] = []
    for await (const batch of batchesOf(reader, missing, [], 10_000)) {
      times.push(...batch.rows.map(({ timestamp }) => timestamp - gun))
      done.push(batch.done)
      clock.pass(1000)
    }
    expect(latest).toHaveLength(2)
    expect(times).toEqual(Array.from({ length: 62 }, (_, i) => Math.floor(i / 2) * 1000))
    expect(done.map((share) => Math.round(share * 100))).toEqual([33, 67, 100, 100])
  })

  it('without a window is what was found and nothing asked', async () => {
    const { store, reader } = setUp()
    const latest = await store.latest(runId)
    store.takeAsked()
    const batches: Batch[] = []
    for await (const batch of batchesOf(reader, { window: null, overdue: null }, latest, 10_000))
      batches.push(batch)
    expect(batches).toEqual([{ rows: latest, done: 1 }])
    expect(store.takeAsked()).toEqual([])
  })

  it('goes back for overdue rows while it finds any, three windows at most', async () => {
    const { store, reader } = setUp()
    const overdue = { ids: new Set([2]), from: gun, to: gun + 30_000 }
    const rows = await reader.overdue(overdue, 5000)
    expect(store.takeAsked()).toEqual([
      'history 24999..29999 of 2',
      'history 19999..24999 of 2',
      'history 14999..19999 of 2',
    ])
    expect(rows.map(({ timestamp }) => (timestamp - gun) / 1000).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 15 }, (_, i) => 15 + i),
    )
  })

  it('ends when the reader is closed, and so does what goes on beside it', async () => {
    const { reader } = setUp()
    const [beside, over] = [reader.another(), reader.another()]
    over.close()
    await expect(over.latest()).rejects.toThrow('polling has ended')
    expect((await beside.latest()).length).toBeGreaterThan(0)
    reader.close()
    await expect(reader.latest()).rejects.toThrow('polling has ended')
    await expect(beside.latest()).rejects.toThrow('polling has ended')
  })
})
