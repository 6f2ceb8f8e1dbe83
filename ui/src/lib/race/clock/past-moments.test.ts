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
    const past = new PastMoments(
      async () => recording,
      () => changes++,
    )
    expect([past.at(5000, 0), past.at(5000, 0), past.loading]).toEqual([null, null, true])
    await settled()
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
    const past = new PastMoments(
      async () => recording,
      () => changes++,
    )
    past.at(5000, 0)
    await settled()
    past.at(6000, 0)
    await settled()
    expect(recording.loads.map(({ signal }) => signal!.aborted)).toEqual([true, false])
    recording.loads[0]!.reject(new Error('aborted'))
    await settled()
    expect([changes, past.problem]).toEqual([0, null])
  })

  it('say what is not recorded and what cannot be reached, and are asked for again only when that is told', async () => {
    const recording = fakeRecording()
    const past = new PastMoments(
      async () => recording,
      () => {},
    )
    past.at(5000, 0)
    await settled()
    recording.loads[0]!.resolve(false)
    await settled()
    expect(past.problem).toBe('unrecorded')
    past.at(5000, 0)
    await settled()
    expect(recording.loads).toHaveLength(1)
    past.lookAgain()
    past.at(5000, 0)
    await settled()
    expect(recording.loads).toHaveLength(2)
    past.at(6000, 0)
    await settled()
    recording.loads[2]!.reject(new Error('network'))
    await settled()
    expect([past.problem, past.at(6000, 0), recording.loads.length]).toEqual(['unreachable', null, 3])
    past.retry()
    past.at(6000, 0)
    await settled()
    expect(recording.loads).toHaveLength(4)
  })

  it('are said to come where what was recorded does not reach so far yet', async () => {
    const recording = fakeRecording()
    const past = new PastMoments(
      async () => recording,
      () => {},
    )
    past.at(100_001, 0)
    await settled()
    recording.loads[0]!.resolve(false)
    await settled()
    expect(past.problem).toBe('early')
    past.lookAgain()
    past.at(100_001, 0)
    await settled()
    expect(recording.loads).toHaveLength(2)
  })

  it('are fetched ahead while playing, the farther the faster, one wish at a time', async () => {
    const recording = fakeRecording()
    const past = new PastMoments(
      async () => recording,
      () => {},
    )
    past.at(4000, 10)
    await settled()
    recording.loads.shift()!.resolve(true)
    await settled()
    recording.there.add(5000).add(6000)
    past.at(5000, 10)
    past.at(6000, 10)
    expect(recording.loads.map(({ raceMs, aheadMs }) => [raceMs, aheadMs])).toEqual([[5000, 150_000]])
  })

  it('are read from what is opened when the first is wanted, once; where that cannot be opened it is tried again', async () => {
    const recording = fakeRecording()
    let [opened, reachable] = [0, false]
    const past = new PastMoments(
      async () => {
        opened++
        if (!reachable) throw new Error('network')
        return recording
      },
      () => {},
    )
    expect([past.peek(5000), opened]).toEqual([null, 0])
    past.at(5000, 0)
    await settled()
    expect([past.problem, opened]).toEqual(['unreachable', 1])
    reachable = true
    past.retry()
    past.at(5000, 0)
    past.at(6000, 0)
    await settled()
    // Who has gone on by the time it is open asks for one moment, the last.
    expect([opened, recording.loads.map(({ raceMs }) => raceMs)]).toEqual([2, [6000]])
  })

  it('close what was still being opened', async () => {
    let closed = 0
    const recording = { ...fakeRecording(), close: () => closed++ }
    const past = new PastMoments(
      async () => recording,
      () => {},
    )
    past.at(5000, 0)
    past.close()
    await settled()
    expect([closed, recording.loads]).toEqual([1, []])
  })
})
