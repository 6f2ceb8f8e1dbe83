import { describe, expect, it } from 'vitest'
import { nextDelta, startSnapshot } from '../fixtures/race.ts'
import type { Delta, LogEntry, Snapshot } from './messages.ts'
import { RaceState, SequenceBroken } from './race-state.ts'

const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const finish = (n: number): LogEntry => ({ n, kind: 'finish', t: n * 10, id: 1 })

describe('the state of a race', () => {
  it('is the same from a snapshot and the deltas after it as from a later snapshot (S-1, S-3)', () => {
    const source = new RaceState(startSnapshot())
    const early = copied(source.snapshot('subscribed'))
    const deltas: Delta[] = []
    for (let i = 0; i < 10; i++) deltas.push(nextDelta(source))
    const replayed = new RaceState(early)
    for (const delta of deltas) replayed.apply(copied(delta))
    const joined = new RaceState(copied(source.snapshot('subscribed')))
    expect(replayed.snapshot('behind')).toEqual(source.snapshot('behind'))
    expect(joined.snapshot('behind')).toEqual(source.snapshot('behind'))
  })

  it.each([
    ['a delta twice', 0, 0],
    ['one left out', 0, 2],
    ['one of another epoch', 1, 1],
  ])('refuses %s, and is as it was (S-2)', (_, epochs, ahead) => {
    const state = new RaceState(startSnapshot())
    nextDelta(state)
    const before = copied(state.snapshot('behind'))
    const next: Delta = {
      ...nextDelta(new RaceState(startSnapshot())),
      epoch: state.epoch + epochs,
      seq: state.seq + ahead,
    }
    expect(() => state.apply(next)).toThrow(SequenceBroken)
    expect(copied(state.snapshot('behind'))).toEqual(before)
  })

  it('keeps who changed when: positions and records apart', () => {
    const state = new RaceState(startSnapshot())
    nextDelta(state)
    nextDelta(state, [2])
    expect([...state.entities.version.subarray(0, 3)]).toEqual([1, 2, 1])
    const entry = { ...state.roster.get(3)!, name: 'Ada' }
    state.apply({
      ...nextDelta(new RaceState(startSnapshot())),
      seq: 3,
      positions: [],
      roster: [entry],
      race: state.race,
    })
    expect([...state.recordVersion]).toEqual([
      [0, 3],
      [3, 3],
    ])
  })

  it('shares nothing with the snapshot that it was made of', () => {
    const snapshot: Snapshot = { ...startSnapshot(), facts: [{ id: 1, visits: [[5, null]] }] }
    const before = copied(snapshot)
    const state = new RaceState(snapshot)
    const delta = {
      ...nextDelta(new RaceState(startSnapshot())),
      log: [{ n: 1, kind: 'fenceOut' as const, t: 9, id: 1 }],
    }
    state.apply(delta)
    expect(state.facts.get(1)!.visits).toEqual([[5, 9]])
    expect(snapshot).toEqual(before)
  })

  it('gives snapshots that stay as they are when it goes on', () => {
    const state = new RaceState(startSnapshot())
    const entries = (n: number): LogEntry[] => [
      { n, kind: 'split', t: n, id: 1, km: n },
      { n: n + 1, kind: 'fenceIn', t: n, id: 1 },
    ]
    state.apply({ ...nextDelta(new RaceState(startSnapshot())), log: entries(1) })
    const snapshot = state.snapshot('behind')
    const before = copied(snapshot)
    const out: LogEntry = { n: 5, kind: 'fenceOut', t: 9, id: 1 }
    state.apply({ ...nextDelta(new RaceState(startSnapshot())), seq: 2, log: [...entries(3), out] })
    expect(state.facts.get(1)).toMatchObject({
      splits: [1, null, 3],
      visits: [
        [1, null],
        [3, 9],
      ],
    })
    expect(snapshot).toEqual(before)
  })

  it('keeps the tail of the log and the number of the next entry (S-4)', () => {
    const state = new RaceState(startSnapshot())
    for (let n = 1; n <= 1000; n++) {
      state.apply({ ...nextDelta(new RaceState(startSnapshot())), seq: n, positions: [], log: [finish(n)] })
    }
    const { log } = state.snapshot('behind')
    expect(log.map(({ n }) => n)).toEqual(Array.from({ length: 200 }, (_, i) => 801 + i))
    expect(state.log.length).toBeLessThanOrEqual(400)
    expect(new RaceState(state.snapshot('behind')).nextLogNumber).toBe(1001)
  })
})
