import fc from 'fast-check'
import { raceInfo, rosterEntry } from '../../../fixtures/race.ts'
import type {
  Delta,
  Facts,
  FrontPassage,
  Lag,
  LogEntry,
  Position,
  RaceInfo,
  RosterEntry,
} from '../../messages.ts'

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
/** Mostly what a race holds, at times what the columns can hold at most. */
const likely = (min: number, max: number) =>
  fc.oneof({ weight: 9, arbitrary: fc.integer({ min, max }) }, int32)
const id = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2 ** 51 }))
const raceMs = fc.oneof(
  fc.integer({ min: -60_000, max: 7_200_000 }),
  fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
)
const wallMs = fc.integer({ min: 0, max: 2 ** 43 })
const flags = fc.oneof(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }))

export const position: fc.Arbitrary<Position> = fc
  .record({
    id,
    cm: likely(0, 4_200_000),
    t: likely(0, 7_200_000),
    velocity: likely(0, 8000),
    speed: likely(0, 8000),
    flags,
    place: fc.option(
      fc.tuple(
        fc.integer({ min: -90_000_000, max: 90_000_000 }),
        fc.integer({ min: -180_000_000, max: 180_000_000 }),
      ),
      { freq: 4 },
    ),
  })
  .map(({ id, cm, t, velocity, speed, flags, place }) =>
    place && (place[0] !== 0 || place[1] !== 0)
      ? [id, cm, t, velocity, speed, flags, ...place]
      : [id, cm, t, velocity, speed, flags],
  )

export const positions = (maxLength = 40) =>
  fc
    .uniqueArray(position, { selector: ([id]) => id, maxLength })
    .map((all) => all.sort((a, b) => a[0] - b[0]))

const correctable = fc.constantFrom('start', 'split', 'fenceIn', 'fenceOut', 'finish')
const unnumbered = fc.oneof(
  fc.record({ kind: fc.constantFrom('start', 'fenceIn', 'fenceOut', 'finish'), t: raceMs, id }),
  fc.record({ kind: fc.constant('split'), t: raceMs, id, km: fc.integer({ min: 1, max: 100 }) }),
  fc.record({
    ...{ kind: fc.constant('standing'), t: raceMs, id },
    standing: fc.constantFrom('entered', 'DNS', 'DNF', 'DSQ'),
  }),
  fc.record({
    ...{ kind: fc.constant('status'), t: raceMs },
    status: fc.constantFrom('scheduled', 'started', 'paused', 'finished', 'official'),
  }),
  fc.record({ kind: fc.constant('gap'), t: raceMs, from: raceMs, to: raceMs }),
  fc.record(
    {
      ...{
        kind: fc.constant('correction'),
        t: raceMs,
        takesBack: fc.integer({ min: 1, max: 1e9 }),
        of: correctable,
      },
      ...{ id, km: fc.integer({ min: 1, max: 100 }), reason: fc.string({ unit: 'grapheme' }) },
    },
    { requiredKeys: ['kind', 't', 'takesBack', 'of', 'id', 'reason'] },
  ),
)
export const log: fc.Arbitrary<LogEntry[]> = fc
  .array(fc.tuple(fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat()), unnumbered), {
    maxLength: 12,
  })
  .map((drafts) => {
    let n = 0
    return drafts.map(([holes, entry]) => {
      n += holes + 1
      return { n, ...entry } as LogEntry
    })
  })

export const front: fc.Arbitrary<FrontPassage[]> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 5000 }), raceMs), {
    selector: ([cell]) => cell,
    maxLength: 20,
  })
  .map((passages) => passages.sort((a, b) => a[0] - b[0]))

const maybeMs = fc.option(raceMs)
export const facts: fc.Arbitrary<Facts[]> = fc.uniqueArray(
  fc.record(
    {
      ...{ id, start: raceMs, finish: raceMs, standingSince: raceMs },
      visits: fc.array(fc.tuple(raceMs, maybeMs), { maxLength: 4 }),
      splits: fc.array(maybeMs, { maxLength: 6 }),
    },
    { requiredKeys: ['id'] },
  ),
  { selector: ({ id }) => id, maxLength: 10 },
)

export const lag: fc.Arbitrary<Lag> = fc.record({
  ...{ measuredAt: fc.option(wallMs), publishedAt: fc.option(wallMs) },
  ...{ pollStart: wallMs, pollEnd: wallMs, sentAt: wallMs },
})

export const roster: fc.Arbitrary<RosterEntry[]> = fc.array(
  fc
    .record({ id, name: fc.string({ unit: 'grapheme' }), anonymous: fc.boolean(), wave: fc.string() })
    .map((own) => ({
      ...rosterEntry(1),
      ...own,
    })),
  { maxLength: 6 },
)
export const race: fc.Arbitrary<RaceInfo> = fc
  .record({ name: fc.string({ unit: 'grapheme' }), finishedAt: fc.option(wallMs) })
  .map((own) => ({ ...raceInfo, ...own }))

export const head = {
  epoch: fc.integer({ min: 0, max: 2 ** 43 }),
  hash: fc.integer({ min: 0, max: 0xffffffff }),
  lag,
}

/** A delta from `since` on, in full. */
export const delta: fc.Arbitrary<Delta> = fc
  .record(
    {
      ...head,
      since: fc.nat(),
      steps: fc.integer({ min: 1, max: 40 }),
      positions: positions(),
      log,
      front,
      race,
      roster,
    },
    { requiredKeys: ['epoch', 'hash', 'lag', 'since', 'steps', 'positions', 'log'] },
  )
  .map(({ since, steps, ...rest }) => ({
    ...{ type: 'delta', ...rest, seq: since + steps },
    ...(steps === 1 ? {} : { since }),
  }))
