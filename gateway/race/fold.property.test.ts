import type { FixRow } from '@racecast/pinot/events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boardAt, type Delta, EntityFlag, Playout, RaceState, type Snapshot } from '../protocol/index.ts'
import { needsHistory } from './front-passages.ts'
import { memoryText, readMemory } from './memory.ts'
import { passagesText } from './passages.ts'
import { course, entryRecord, FoldedRace, finishFix, fix, ground, raceRecord } from './testing/fixes.ts'

const ids = [1, 2, 3, 4, 5]
const entries = ids.map((id) => entryRecord(id))

/** One competitor's fixes: paces from standing to sprinting, sometimes a step back or no signal, maybe a finish. */
const trail = (id: number) =>
  fc
    .array(
      fc.record({
        metres: fc.double({ min: -4, max: 60, noNaN: true }),
        seconds: fc.constantFrom(1, 1, 1, 2, 9),
        off: fc.boolean(),
      }),
      { minLength: 1, maxLength: 60 },
    )
    .map((steps) => {
      let [at, s] = [0, -1]
      const rows: FixRow[] = []
      for (const { metres, seconds, off } of steps) {
        at = Math.max(0, at + metres)
        s += seconds
        if (at >= course.officialM) return [...rows, finishFix(id, s - 0.381)]
        rows.push(fix(id, s, at, off && at > 500 ? { lat: 51.002 } : {}))
      }
      return rows
    })

const race = fc.tuple(...ids.map(trail)).map((trails) => {
  const rows = trails.flat()
  return rows.sort((a, b) => a.timestamp - b.timestamp || a.competitorId - b.competitorId)
})

/**
 * The same rows in batches: cut anywhere, even within a tick, or only between ticks; each shuffled within. From each batch
 * on others may be out of the race.
 */
const batches = fc
  .tuple(race, fc.array(fc.nat(), { maxLength: 30 }), fc.boolean(), fc.array(fc.subarray(ids)))
  .map(([rows, cuts, wholeTicks, outs]) => {
    const places = [...new Set(cuts.map((cut) => cut % (rows.length + 1)))].sort((a, b) => a - b)
    const at = places.filter((i) => !wholeTicks || rows[i - 1]?.timestamp !== rows[i]?.timestamp)
    const parts = [0, ...at].map((from, i) => rows.slice(from, at[i] ?? rows.length).reverse())
    return { rows, parts, wholeTicks, outs }
  })

function folded(
  parts: readonly FixRow[][],
  between?: (race: FoldedRace) => void,
  outs: readonly (readonly number[])[] = [],
  record = raceRecord(),
): FoldedRace {
  const all = new FoldedRace(entries, record)
  all.take([])
  parts.forEach((part, i) => {
    const entries = outs[i] && without(outs[i])
    // What is worked out from history then, has another epoch.
    fc.pre(!entries || !needsHistory(all.state, all.memory.passages, entries))
    all.take(part, entries && { entries })
    between?.(all)
  })
  return all
}

/** The entries, some of them out of the race. */
function without(out: readonly number[]) {
  return ids.map((id) =>
    entryRecord(id, { standing: out.includes(id) ? (id % 2 ? 'DSQ' : 'DNS') : 'entered' }),
  )
}

/** From its checkpoint. */
function goOn(race: FoldedRace): void {
  const snapshot = JSON.parse(JSON.stringify(race.state.snapshot('behind'))) as Snapshot
  const text = memoryText(race.memory, race.state.entities)
  race.state = new RaceState(snapshot)
  race.memory = readMemory(text, race.state.entities)!
}

/** Where everybody is, what of it is known for good, and who was first where. */
const placesOf = (race: FoldedRace) => {
  const { log: _, ...places } = outcome(race)
  return places
}

const outcome = ({ state, log }: FoldedRace) => ({
  hash: state.entities.hash,
  positions: state.entities.ids.map((_, slot) => state.entities.position(slot)).sort((a, b) => a[0] - b[0]),
  facts: [...state.facts.values()].sort((a, b) => a.id - b.id),
  front: state.front.passages(),
  log: log.map(({ n: _, ...entry }) => JSON.stringify(entry)).sort(),
})

describe('any division of the same fixes among polls', () => {
  it('gives the same positions, facts, front and log, and of whole ticks the same numbers', () => {
    fc.assert(
      fc.property(batches, ({ rows, parts, wholeTicks }) => {
        const [once, divided] = [folded([rows]), folded(parts)]
        expect(outcome(divided)).toEqual(outcome(once))
        if (wholeTicks) expect(divided.log).toEqual(once.log)
      }),
      { seed: 1, numRuns: 150 },
    )
  })

  it('is not noticed when the fold goes on from its checkpoint after every poll', () => {
    fc.assert(
      fc.property(batches, ({ parts, outs }) => {
        const [resumed, straight] = [folded(parts, goOn, outs), folded(parts, undefined, outs)]
        expect(outcome(resumed)).toEqual(outcome(straight))
        expect(resumed.log).toEqual(straight.log)
        expect(passagesText(resumed.memory.passages!)).toBe(passagesText(straight.memory.passages!))
      }),
      { seed: 2, numRuns: 80 },
    )
  })
})

describe('finishes that were taken back', () => {
  it('are as if nobody had crossed the line then, however the fixes come and wherever the fold goes on from', () => {
    fc.assert(
      fc.property(batches, fc.subarray(ids), ({ rows, parts }, whose) => {
        const none = rows.filter(({ flags, competitorId }) => flags === 1 && whose.includes(competitorId))
        const last = rows.at(-1)!.timestamp
        const rulings = none.map(({ competitorId, timestamp }, i) => ({
          ...{ competitorId, until: timestamp, at: Math.min(last, timestamp + i * 9000) },
        }))
        const decided = folded(parts, undefined, [], raceRecord({ rulings }))
        const going = folded(parts, goOn, [], raceRecord({ rulings }))
        const without = folded([rows.filter((row) => !none.includes(row))])
        for (const race of [decided, going]) {
          race.take([], { upTo: last })
          expect(placesOf(race)).toEqual(placesOf(without))
          const corrections = race.log.filter(({ kind }) => kind === 'correction')
          expect(corrections).toHaveLength(none.length)
          expect(race.log.map(({ n }) => n)).toEqual(race.log.map((_, i) => i + 1))
        }
      }),
      { seed: 8, numRuns: 150 },
    )
  })
})

describe('the front', () => {
  it('is that of who is in the race, whoever was out of it meanwhile (S-6)', () => {
    fc.assert(
      fc.property(batches, fc.subarray(ids), ({ parts, outs }, out) => {
        const race = folded(parts, undefined, outs)
        const seen = new RaceState(race.state.snapshot('behind'))
        const end = without(out)
        fc.pre(!needsHistory(race.state, race.memory.passages, end))
        const delta = race.take([], { entries: end })
        if (delta) seen.apply(delta)
        const others = new FoldedRace(entries.filter(({ competitorId: id }) => !out.includes(id)))
        others.take(parts.flat().filter(({ competitorId: id }) => !out.includes(id)))
        expect(race.state.front.passages()).toEqual(others.state.front.passages())
        expect(seen.front.passages()).toEqual(others.state.front.passages())
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})

describe('every fold', () => {
  it('moves nobody back in distance or time, and has visits open where the position is inside', () => {
    fc.assert(
      fc.property(batches, ({ parts }) => {
        const held = new Map<number, readonly number[]>()
        folded(parts, ({ state }) => {
          for (const [id, slot] of state.entities.slots) {
            const position = state.entities.position(slot)
            const before = held.get(id)
            if (before) {
              expect(position[1]).toBeGreaterThanOrEqual(before[1]!)
              expect(position[2]).toBeGreaterThanOrEqual(before[2]!)
            }
            held.set(id, position)
            const last = state.facts.get(id)?.visits?.at(-1)
            expect((position[5] & EntityFlag.inFence) !== 0).toBe(last !== undefined && last[1] === null)
          }
        })
      }),
      { seed: 3, numRuns: 80 },
    )
  })

  it('numbers the log without holes, and finishes nobody twice', () => {
    fc.assert(
      fc.property(batches, ({ parts }) => {
        const { log } = folded(parts)
        expect(log.map(({ n }) => n)).toEqual(log.map((_, i) => i + 1))
        const finishes = log.flatMap((entry) => (entry.kind === 'finish' ? [entry.id] : []))
        expect(new Set(finishes).size).toBe(finishes.length)
      }),
      { seed: 4, numRuns: 80 },
    )
  })

  it('leads a replica that has only its messages to the same hash and the same state', () => {
    fc.assert(
      fc.property(batches, fc.nat({ max: 5 }), ({ parts, outs }, joins) => {
        const start = new FoldedRace(entries).state.snapshot('subscribed')
        let replica = new RaceState(start)
        let seen = 0
        const follow = ({ deltas, state }: FoldedRace) => {
          for (const delta of deltas.slice(seen)) replica.apply(JSON.parse(JSON.stringify(delta)) as Delta)
          seen = deltas.length
          expect(replica.entities.hash).toBe(deltas.at(-1)?.hash ?? 0)
          if (seen === joins)
            replica = new RaceState(JSON.parse(JSON.stringify(state.snapshot('behind'))) as Snapshot)
        }
        const poller = folded(parts, follow, outs)
        expect(replica.snapshot('behind')).toEqual(poller.state.snapshot('behind'))
      }),
      { seed: 5, numRuns: 80 },
    )
  })

  it('ranks everybody once, at any moment', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: -5000, max: 200_000 }), ({ parts }, raceMs) => {
        const playout = new Playout(course.lengthCm, 1000, 64)
        const { state } = folded(parts, ({ state, deltas }) =>
          playout.takePositions(state.entities, deltas.at(-1)?.positions ?? []),
        )
        const board = boardAt(state, playout, ground.lengthCm, raceMs)
        expect(board.map(({ position }) => position)).toEqual(ids)
        expect(board.map(({ entry }) => entry.id).sort()).toEqual(ids)
      }),
      { seed: 6, numRuns: 80 },
    )
  })
})
