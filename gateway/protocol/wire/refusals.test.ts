import { describe, expect, it } from 'vitest'
import { startSnapshot } from '../../fixtures/race.ts'
import type { Delta, Position } from '../messages.ts'
import { RaceState } from '../race-state.ts'
import { BitWriter } from './bit-writer.ts'
import { ByteReader } from './byte-reader.ts'
import { readFacts } from './facts.ts'
import { readFront } from './front-passages.ts'
import { readLag } from './lag.ts'
import { readLog } from './log-entries.ts'
import { decodeMessage, encodeDelta, encodePatch } from './message.ts'
import { readPositions } from './positions.ts'
import { readPredicted } from './predicted-decoder.ts'
import { bytes, inFull, none, svars, uvars, type Write, written } from './testing/pieces.ts'

const readerOf = (...writes: Write[]) => new ByteReader(written(...writes))
const breaking = (rule: string) => expect.objectContaining({ name: 'MalformedFrame', rule })

describe('a section', () => {
  it.each([
    ['a kind of log entry that there is not', 'B-11', [uvars(1), bytes(9, 0, 0)]],
    ['a log entry with an unknown bit', 'B-11', [uvars(1), bytes(32, 0, 0)]],
    ['a standing that there is not', 'B-11', [uvars(1), bytes(5, 0, 2, 4)]],
    ['a status that there is not', 'B-11', [uvars(1), bytes(6, 0, 5)]],
    ['a correction of what cannot be taken back', 'B-11', [uvars(1), bytes(8, 0, 2, 1, 5, 0, 0)]],
    ['a correction of no entry', 'B-19', [uvars(1), bytes(8, 0, 2, 0, 0, 0, 0)]],
    ['a split at 0 km', 'B-19', [uvars(1), bytes(1, 0, 2, 0)]],
    ['a split farther than any course', 'B-19', [uvars(1), bytes(1, 0, 2), uvars(21_475)]],
    ['a correction of one', 'B-19', [uvars(1), bytes(8, 0, 2, 1, 1), uvars(21_475), bytes(0)]],
    ['a log entry of nobody', 'B-19', [uvars(1), bytes(0, 0, 0)]],
    ['a number of a log entry beyond 2^53', 'B-19', [uvars(1), bytes(16), uvars(2 ** 53 - 1), bytes(0, 2)]],
    [
      'a time beyond 2^53',
      'B-19',
      [uvars(3), ...[1, 2, 3].flatMap(() => [bytes(6), svars(2 ** 52 - 1), bytes(0)])],
    ],
  ] as [string, string, Write[]][])('of the log is refused for %s (B-11, B-19)', (_, rule, writes) => {
    expect(() => readLog(readerOf(...writes))).toThrow(breaking(rule))
  })

  it('of the front is refused beyond the end of any course (B-12)', () => {
    expect(readFront(readerOf(uvars(1, 2_147_484), svars(5)))).toEqual([[2_147_484, 5]])
    expect(() => readFront(readerOf(uvars(1, 2_147_485), svars(5)))).toThrow(breaking('B-12'))
  })

  it.each([
    ['the same competitor twice', 'B-13', [uvars(2), bytes(2, 0, 0, 0)]],
    ['facts that there are none of', 'B-13', [uvars(1), bytes(2, 32)]],
    ['nobody', 'B-19', [uvars(1), bytes(1, 0)]],
  ] as [string, string, Write[]][])('of the facts is refused for %s (B-13, B-19)', (_, rule, writes) => {
    expect(() => readFacts(readerOf(...writes))).toThrow(breaking(rule))
  })

  it('of the lag is refused for times beyond 2^53 (B-9)', () => {
    const lag = [uvars(2 ** 53 - 1), svars(0, -1)]
    expect(() => readLag(readerOf(...lag), 0)).toThrow(breaking('B-9'))
  })

  it.each([
    ['a distance', 'B-19', [bytes(0), svars(2 ** 31, 0, 0, 0), bytes(0)]],
    ['a time', 'B-19', [bytes(0), svars(0, -(2 ** 31) - 1, 0, 0), bytes(0)]],
    ['a velocity', 'B-19', [bytes(0), svars(0, 0, 2 ** 31, -5), bytes(0)]],
    ['a speed', 'B-19', [bytes(0), svars(0, 0, 2 ** 31 - 1, 1), bytes(0)]],
    ['flags', 'B-19', [bytes(0), svars(0, 0, 0, 0), uvars(2 ** 31)]],
    ['a latitude', 'B-19', [bytes(1), svars(0, 0, 0, 0), bytes(2), svars(90_000_001, 0)]],
    ['a longitude', 'B-19', [bytes(1), svars(0, 0, 0, 0), bytes(2), svars(0, -180_000_001)]],
    ['an id', 'B-19', [uvars(2 ** 53 - 1), svars(0, 0, 0, 0), bytes(2), svars(1, 1)]],
    ['a place off the course that is on it', 'B-14', [bytes(1), svars(0, 0, 0, 0), bytes(2), svars(0, 0)]],
  ] as [string, string, Write[]][])('of positions is refused for %s (B-14, B-19)', (_, rule, writes) => {
    expect(() => readPositions(readerOf(uvars(1), ...writes))).toThrow(breaking(rule))
  })

  it('of a delta is refused that does not come after anything (B-7)', () => {
    const head = (steps: number) => [
      bytes(2, 0),
      uvars(1, 5, steps),
      bytes(0, 0, 0, 0),
      uvars(0),
      svars(0, 0),
    ]
    const read = (steps: number) => decodeMessage(readerOf(...head(steps)).rest(), null)
    expect(read(5)).toMatchObject({ seq: 5, since: 0 })
    expect(() => read(0)).toThrow(breaking('B-7'))
    expect(() => read(6)).toThrow(breaking('B-7'))
  })
})

describe('predicted positions', () => {
  const base = new RaceState(startSnapshot(1))
  const order = [0, 1, 2, 3, 4]
  /** All parameters 8, what is said of the one competitor, and who is new. */
  const predicted = (
    said: (bits: BitWriter) => void,
    { time = 1000, fixMs = 0, kinds = order, fresh = [bytes(0)] as Write[] } = {},
  ) =>
    readerOf(
      svars(time),
      uvars(fixMs),
      (to) => {
        const bits = new BitWriter(to)
        bits.bits(0, 1)
        for (const kind of kinds) bits.bits(kind, 3)
        for (let field = 0; field < 6; field++) bits.bits(8, 5)
        said(bits)
        bits.end()
      },
      ...fresh,
    )
  const again: Write[] = [uvars(1), bytes(0, 0, 0, 0, 0, 0)]

  it('are read as they were put together here (B-15, B-17, B-18)', () => {
    expect(readPredicted(predicted(none), base)).toEqual([])
    expect(readPredicted(predicted(inFull(3, 4, 2, 12, 14)), base)).toEqual([
      [1, 303, 1000, 3030, 3011, 2, 6, 7],
    ])
  })

  it.each([
    ['a time beyond 32 bits', 'B-19', predicted(none, { time: 2 ** 31 })],
    ['more than a minute between fixes', 'B-15', predicted(none, { fixMs: 60_001 })],
    ['a kind that has no place in the order', 'B-17', predicted(none, { kinds: [0, 1, 2, 3, 3] })],
    ['a kind that there is not', 'B-17', predicted(none, { kinds: [0, 1, 2, 3, 7] })],
    ['a new competitor who is known', 'B-15', predicted(none, { fresh: again })],
    ['a distance beyond 32 bits', 'B-19', predicted(inFull(0, 2 ** 33))],
    ['flags beyond 31 bits', 'B-19', predicted(inFull(2, 0, 2 ** 31))],
    ['a place that is not on the earth', 'B-19', predicted(inFull(1, 0, 2 * 90_000_001, 0))],
    ['a place off the course that is on it', 'B-18', predicted(inFull(1, 0, 0, 0))],
  ])('are refused for %s (B-15, B-17, B-18, B-19)', (_, rule, from) => {
    expect(() => readPredicted(from, base)).toThrow(breaking(rule))
  })

  it('leave out no extreme: the farthest velocity with the longest time between fixes (B-16, B-18)', () => {
    const delta: Delta = {
      ...{ type: 'delta', epoch: 1, seq: 9, since: 0, hash: 0, log: [] },
      lag: startSnapshot().lag,
      positions: [[1, -(2 ** 31), 1, 2 ** 31 - 1, -(2 ** 31), 0]] satisfies Position[],
    }
    expect(decodeMessage(encodeDelta(base, delta, 60_000), base)).toEqual(delta)
    expect(decodeMessage(encodePatch(delta), null)).toEqual(delta)
  })
})
