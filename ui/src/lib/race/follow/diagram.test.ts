import { boardAt, Playout, type Position, RaceState } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { entry, raceInfo, snapshot } from '../../testing/race.ts'
import { diagramOf } from './diagram.ts'

const course = { lengthCm: 500_000, fenceIntervals: [{ fromCm: 1, toCm: 2 }] }
const raceMs = 600_000
const race = raceInfo()
const positions: Position[] = [
  [1, 200_000, raceMs, 3300, 3300, 0],
  [2, 500_000, raceMs, 0, 3300, 4],
]
const facts = [{ id: 2, start: 0, finish: 590_000 }]
const state = new RaceState(snapshot({ race, positions, facts, roster: [entry(1), entry(2)] }))
const playout = new Playout(course.lengthCm, 1000)
playout.takeAll(state.entities)
const picture = { race, raceMs, board: boardAt(state, playout, course.lengthCm, raceMs), facts: state.facts }
const traces = {
  ...{ everyMs: 5000, fromMs: 0, front: [0, 1], back: [0, 0] },
  traces: [{ bib: '2', cm: [0, 4] }],
  complete: false,
}

describe('the diagram of the followed', () => {
  it('has who is followed in their colours, with a finish that was, or is expected', () => {
    const data = diagramOf(traces, picture, course, ['1', null, '2', '99'], [300_000], {
      from: 0,
      to: raceMs,
    })
    expect(data.traces.map(({ bib, colour, letter, cm }) => [bib, colour, letter, cm.slice(0, 2)])).toEqual([
      ['1', 0, 'A', []],
      ['2', 2, 'C', [0, 4]],
    ])
    // Nobody has recorded how the second one came in: the line leads to the finish all the same.
    expect(data.traces[1]!.cm.at(-1)).toBe(500_000)
    expect(data.traces.map(({ finishMs, expected }) => [finishMs, expected !== null])).toEqual([
      [null, true],
      [590_000, false],
    ])
    expect(data.spanMs).toBeGreaterThan(data.traces[0]!.expected!.late)
  })

  it('has no line to a finish that nobody waits for, once the race was stopped', () => {
    const stopped = { ...race, status: 'finished' as const, finishedAt: race.startTime + raceMs }
    const [first] = diagramOf(traces, { ...picture, race: stopped }, course, ['1'], [], {
      from: 0,
      to: raceMs,
    }).traces
    expect(first!.expected).toBeNull()
  })

  it('reaches to the present where nobody is followed', () => {
    const data = diagramOf(traces, picture, course, [], [], { from: 0, to: raceMs })
    expect(data.traces).toEqual([])
    expect(data.spanMs).toBeCloseTo(raceMs * 1.03)
  })
})
