import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextDelta, startSnapshot } from '../../fixtures/race.ts'
import type { Delta, Position, Snapshot } from '../messages.ts'
import { RaceState, SequenceBroken } from '../race-state.ts'
import { decodeMessage, encodeDelta, encodePatch, encodeSnapshot } from './message.ts'
import * as arbitrary from './testing/arbitraries.ts'

const snapshot: fc.Arbitrary<Snapshot> = fc.record({
  ...{ type: fc.constant('snapshot' as const), ...arbitrary.head, seq: fc.nat() },
  reason: fc.constantFrom('subscribed', 'epoch', 'behind', 'tooOld', 'ahead'),
  ...{ race: arbitrary.race, roster: arbitrary.roster, positions: arbitrary.positions() },
  ...{ facts: arbitrary.facts, front: arbitrary.front, log: arbitrary.log },
})

/** A state, and a delta that follows it with a position for some of those in it and for some who are not. */
const followed = fc
  .record({
    base: snapshot,
    delta: arbitrary.delta,
    moves: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40 }),
  })
  .map(({ base, delta, moves }) => {
    const state = new RaceState(base)
    const steps = delta.since === undefined ? 1 : delta.seq - delta.since
    const positions = new Map(delta.positions.map((position) => [position[0], position]))
    for (const [who, by] of moves) {
      const was = base.positions[who % (base.positions.length || 1)]
      if (was) positions.set(was[0], moved(was, by))
    }
    const seq = state.seq + steps
    return {
      state,
      delta: {
        ...{
          ...delta,
          epoch: state.epoch,
          seq,
          positions: [...positions.values()].sort((a, b) => a[0] - b[0]),
        },
        ...(steps === 1 ? {} : { since: state.seq }),
      } as Delta,
    }
  })

/** Somewhere a little farther, as fixes come. */
function moved([id, cm, t, velocity, speed, flags]: Position, by: number): Position {
  const within = (value: number) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value))
  return [id, within(cm + (by % 700)), within(t + 1000), within(velocity + (by % 31)), speed, flags]
}

describe('a binary snapshot', () => {
  it('says what its JSON says, positions by id (B-1, B-2, B-5, B-8, B-9, B-10, B-11, B-12, B-13, B-14)', () => {
    fc.assert(
      fc.property(snapshot, (message) => {
        expect(decodeMessage(encodeSnapshot(message), null)).toEqual(message)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('is the whole of a state: the same frames follow it', () => {
    const source = new RaceState(startSnapshot(20))
    nextDelta(source)
    const viewer = new RaceState(decodeMessage(encodeSnapshot(source.snapshot('behind')), null) as Snapshot)
    for (let i = 0; i < 10; i++) {
      const before = new RaceState(source.snapshot('behind'))
      const delta = nextDelta(source)
      viewer.apply(decodeMessage(encodeDelta(before, delta), viewer) as Delta)
    }
    expect(viewer.snapshot('behind')).toEqual(source.snapshot('behind'))
  })
})

describe('a binary delta', () => {
  it('says what its JSON says, in full (B-7, B-9, B-10, B-11, B-12, B-14)', () => {
    fc.assert(
      fc.property(arbitrary.delta, (message) => {
        expect(decodeMessage(encodePatch(message), null)).toEqual(message)
      }),
      { seed: 2, numRuns: 300 },
    )
  })

  it('says it relative to what is held, whatever that is (B-15, B-16, B-17, B-18)', () => {
    fc.assert(
      fc.property(followed, fc.constantFrom(0, 1, 1000, 7777, 60_000), ({ state, delta }, fixMs) => {
        expect(decodeMessage(encodeDelta(state, delta, fixMs), state)).toEqual(delta)
      }),
      { seed: 3, numRuns: 1000 },
    )
  })

  it('does not change what it is read relative to', () => {
    const state = new RaceState(startSnapshot(5))
    const before = structuredClone(state.snapshot('behind'))
    const delta = nextDelta(new RaceState(startSnapshot(5)))
    decodeMessage(encodeDelta(state, delta), state)
    expect(state.snapshot('behind')).toEqual(before)
  })

  it('has the same meaning for two who know the same competitors in another order (B-15)', () => {
    const one = startSnapshot(9)
    const other = new RaceState({ ...one, positions: [...one.positions].reverse() })
    const base = new RaceState(one)
    const delta = nextDelta(new RaceState(one), [2, 3, 7])
    expect(decodeMessage(encodeDelta(base, delta), other)).toEqual(delta)
  })

  it.each([
    ['another number', 0, 1],
    ['another epoch', 1, 0],
  ])('is not read by who holds %s (B-20)', (_, epochs, ahead) => {
    const state = new RaceState(startSnapshot(5))
    const bytes = encodeDelta(state, nextDelta(new RaceState(startSnapshot(5))))
    const held = new RaceState({ ...startSnapshot(5, 1 + epochs), seq: ahead })
    expect(() => decodeMessage(bytes, held)).toThrow(SequenceBroken)
    expect(() => decodeMessage(bytes, null)).toThrow(SequenceBroken)
  })

  it('names a few of many in full instead of everybody by a bit (B-15)', () => {
    const state = new RaceState(startSnapshot(5000))
    const delta = nextDelta(new RaceState(startSnapshot(5000)), [17, 4000])
    const bytes = encodeDelta(state, delta)
    expect(bytes.length).toBeLessThan(70)
    expect(decodeMessage(bytes, null)).toEqual(delta)
  })
})

describe('a message of a later minor version', () => {
  it('may have more fields in race and roster, and they are passed on (B-21)', () => {
    const start = startSnapshot(2)
    const message = {
      ...start,
      race: { ...start.race, weather: { wind: [1, 2] } },
      roster: start.roster.map((entry, i) => (i === 0 ? entry : { ...entry, country: 'SUI' })),
    }
    expect(decodeMessage(encodeSnapshot(message), null)).toEqual(message)
  })
})

describe('the encoder', () => {
  const state = new RaceState(startSnapshot())
  const delta = nextDelta(new RaceState(startSnapshot()))

  it('refuses a delta that does not follow what it is to be relative to (B-20)', () => {
    expect(() => encodeDelta(state, { ...delta, seq: 3 })).toThrow(RangeError)
    expect(() => encodeDelta(state, { ...delta, epoch: 3 })).toThrow(RangeError)
    expect(() => encodePatch({ ...delta, since: 1 })).toThrow(RangeError)
  })

  it.each([
    ['a fraction', [1, 0.5, 0, 0, 0, 0]],
    ['a distance of more than 32 bits', [1, 2 ** 31, 0, 0, 0, 0]],
    ['negative flags', [1, 0, 0, 0, 0, -1]],
    ['a place that is not on the earth', [1, 0, 0, 0, 0, 2, 90_000_001, 0]],
    ['nobody', [0, 0, 0, 0, 0, 0]],
  ] as [string, Position][])('refuses %s (B-19)', (_, position) => {
    expect(() => encodePatch({ ...delta, positions: [position] })).toThrow(RangeError)
    expect(() => encodeDelta(state, { ...delta, positions: [position] })).toThrow(RangeError)
  })

  it('refuses the same competitor twice (B-14, B-15)', () => {
    const twice = { ...delta, positions: [delta.positions[0]!, delta.positions[0]!] }
    expect(() => encodePatch(twice)).toThrow('twice')
    expect(() => encodeDelta(state, twice)).toThrow('twice')
  })
})
