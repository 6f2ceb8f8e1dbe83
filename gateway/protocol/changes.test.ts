import { describe, expect, it } from 'vitest'
import { nextDelta, startSnapshot } from '../fixtures/race.ts'
import { changesSince } from './changes.ts'
import type { Delta, LogEntry, Snapshot } from './messages.ts'
import { RaceState } from './race-state.ts'
import { decodeMessage, encodePatch } from './wire/message.ts'

/** A second in which only some have a fix, with what else is given. */
function second(state: RaceState, ids: number[], more: Partial<Delta> = {}): void {
  const twin = new RaceState(state.snapshot('behind'))
  const delta = { ...nextDelta(twin, ids), ...more }
  state.apply(delta)
}
const starts = (state: RaceState, count: number): LogEntry[] =>
  Array.from({ length: count }, (_, i) => ({
    n: state.nextLogNumber + i,
    kind: 'start',
    t: i,
    id: 1 + (i % 3),
  }))

describe('what changed since a sequence number', () => {
  it('brings whoever was there to the same state, in JSON and in binary (S-4, R-3)', () => {
    const state = new RaceState(startSnapshot(6))
    second(state, [1, 2, 3])
    const viewers = [new RaceState(state.snapshot('behind')), new RaceState(state.snapshot('behind'))]
    second(state, [2], { log: starts(state, 2), front: [[1, 900]] })
    second(state, [], { roster: [{ ...state.roster.get(5)!, name: '', anonymous: true }] })
    second(state, [4, 2], { race: { ...state.race, status: 'finished' }, log: starts(state, 1) })
    const patch = changesSince(state, 1)!
    expect(patch).toMatchObject({ seq: 4, since: 1, front: [[1, 900]], hash: state.entities.hash })
    expect(patch.positions.map(([id]) => id)).toEqual([2, 4])
    expect(patch.log).toHaveLength(3)
    viewers[0]!.apply(patch)
    viewers[1]!.apply(decodeMessage(encodePatch(patch), null) as Delta)
    for (const viewer of viewers) expect(viewer.snapshot('behind')).toEqual(state.snapshot('behind'))
  })

  it('is the delta itself where that is all there was (S-2)', () => {
    const state = new RaceState(startSnapshot(3))
    const delta = nextDelta(state)
    expect(changesSince(state, 0)).toEqual(delta)
  })

  it.each([
    ['nothing is new', 7, 7],
    ['the number is yet to come', 7, 9],
    ['it was before what is known', 3, 2],
  ])('is not to be had where %s (R-3)', (_, from, since) => {
    const state = new RaceState({ ...startSnapshot(), seq: from })
    if (since < from) nextDelta(state)
    expect(changesSince(state, since)).toBeNull()
    expect(changesSince(state, since, [])).toBeNull()
  })

  it('has every log entry, or is not to be had without them (S-4, R-3)', () => {
    const state = new RaceState(startSnapshot())
    second(state, [], { log: starts(state, 500) })
    expect(state.firstLogNumberAfter(0)).toBe(1)
    expect(changesSince(state, 0)).toBeNull()
    const all = starts(new RaceState(startSnapshot()), 500)
    expect(changesSince(state, 0, all)!.log).toEqual(all)
    second(state, [], { log: starts(state, 3) })
    expect(changesSince(state, 1)!.log.map(({ n }) => n)).toEqual([501, 502, 503])
    second(state, [1])
    expect(changesSince(state, 2)!.log).toEqual([])
  })

  it('knows the first log entry after each of the last numbers, and that it has forgotten older ones (R-3)', () => {
    const state = new RaceState(startSnapshot())
    for (let i = 0; i < 2500; i++) second(state, [], { log: starts(state, 1) })
    expect(state.firstLogNumberAfter(2400)).toBe(2401)
    expect(state.firstLogNumberAfter(2500)).toBe(2501)
    expect(state.firstLogNumberAfter(1500)).toBe(1501)
    expect(state.firstLogNumberAfter(3)).toBeNull()
    const joined = new RaceState(state.snapshot('behind') as Snapshot)
    expect(joined.firstLogNumberAfter(2500)).toBe(2501)
    expect(joined.firstLogNumberAfter(2499)).toBeNull()
  })
})
