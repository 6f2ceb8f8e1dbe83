import type { MomentOfRace } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { PastMoments } from './past-moments.ts'

interface Load {
  raceMs: number
  aheadMs: number | undefined
  signal: AbortSignal | undefined
  resolve(there: boolean): void
  reject(error: Error): void
}

/** A recording whose answers the test gives. */
function fakeRecording() {
  const there = new Set<number>()
  const loads: Load[] = []
  return {
    there,
    loads,
    extent: { fromMs: 0, reachesMs: 100_000, complete: false },
    at: (raceMs: number) => (there.has(raceMs) ? ({ at: raceMs } as unknown as MomentOfRace) : null),
    load(raceMs: number, { signal, aheadMs }: { signal?: AbortSignal; aheadMs?: number } = {}) {
      return new Promise<boolean>((resolve, reject) => {
        loads.push({ raceMs, aheadMs, signal, resolve, reject })
      })
    },
    close() {},
  }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('moments of the past', () => {
  it('are fetched once, and then told', async () => {
    const recording = fakeRecording()
    let changes = 0
    const past = new PastMoments(recording, () => changes++)
    expect([past.at(5000, 0), past.at(5000, 0), past.loading]).toEqual([null, null, true])
    expect(recording.loads).toHaveLength(1)
    recording.there.add(5000)
    recording.loads[0]!.resolve(true)
    await settled()
    expect([changes, past.loading]).toEqual([1, false])
    expect(past.at(5000, 0)).toEqual({ at: 5000 })
  })

  it('give up the wish before the last one', async () => {
    const recording = fakeRecording()
    let changes = 0
    const past = new PastMoments(recording, () => changes++)
    past.at(5000, 0)
    past.at(6000, 0)
    expect(recording.loads.map(({ signal }) => signal!.aborted)).toEqual([true, false])
    recording.loads[0]!.reject(new Error('aborted'))
    await settled()
    expect([changes, past.problem]).toEqual([0, null])
  })

  it('say what is not recorded and what cannot be reached, and are asked for again only when that is told', async () => {
    const recording = fakeRecording()
    const past = new PastMoments(recording, () => {})
    past.at(5000, 0)
    recording.loads[0]!.resolve(false)
    await settled()
    expect(past.problem).toBe('unrecorded')
    past.at(5000, 0)
    expect(recording.loads).toHaveLength(1)
    past.lookAgain()
    past.at(5000, 0)
    expect(recording.loads).toHaveLength(2)
    past.at(6000, 0)
    recording.loads[2]!.reject(new Error('network'))
    await settled()
    expect([past.problem, past.at(6000, 0), recording.loads.length]).toEqual(['unreachable', null, 3])
    past.retry()
    past.at(6000, 0)
    expect(recording.loads).toHaveLength(4)
  })

  it('are said to come where what was recorded does not reach so far yet', async () => {
    const recording = fakeRecording()
    const past = new PastMoments(recording, () => {})
    past.at(100_001, 0)
    recording.loads[0]!.resolve(false)
    await settled()
    expect(past.problem).toBe('early')
    past.lookAgain()
    past.at(100_001, 0)
    expect(recording.loads).toHaveLength(2)
  })

  it('are fetched ahead while playing, the farther the faster, one wish at a time', () => {
    const recording = fakeRecording()
    recording.there.add(5000).add(6000)
    const past = new PastMoments(recording, () => {})
    past.at(5000, 10)
    past.at(6000, 10)
    expect(recording.loads.map(({ raceMs, aheadMs }) => [raceMs, aheadMs])).toEqual([[5000, 150_000]])
  })
})
