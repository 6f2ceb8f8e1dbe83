import { Attention, boardAt, type Facts, Playout, RaceState } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { entry, raceInfo, snapshot } from '../testing/race.ts'
import { fenceVisits, happenings, splitLines } from './competitor-facts.ts'
import { type FieldRow, fieldRows, headcount } from './field-rows.ts'

const lengthCm = 100_000

function race(raceChanges: Parameters<typeof raceInfo>[0] = {}, facts: Record<number, Partial<Facts>> = {}) {
  const state = new RaceState(
    snapshot({
      race: raceInfo(raceChanges),
      roster: [entry(1), entry(2), entry(3, { role: 'sweep' }), entry(4, { standing: 'DNS' }), entry(5)],
      positions: [
        [1, 30_000, 60_000, 3000, 3000, 0],
        [2, 24_000, 20_000, 3000, 3000, 0],
        [3, 10_000, 60_000, 1000, 1000, 0],
      ],
      facts: [
        { id: 1, start: 0, splits: [50_000, null], visits: [[10_000, 20_000]] },
        { id: 2, start: 0, ...facts[2] },
        { id: 3, start: 0 },
      ],
      log: [
        { n: 1, kind: 'start', t: 0, id: 1 },
        { n: 2, kind: 'split', t: 50_000, id: 1, km: 1 },
        { n: 3, kind: 'start', t: 0, id: 2 },
      ],
    }),
  )
  const playout = new Playout(lengthCm, 1000)
  playout.takeAll(state.entities)
  const attention = new Attention()
  attention.update({ state, playout, raceMs: 60_000 })
  const rows = fieldRows(state, playout, boardAt(state, playout, lengthCm, 60_000), attention, 60_000)
  return { state, rows: new Map(rows.map((row) => [row.entry.id, row])) }
}

describe('everybody at the desk', () => {
  it('is there whether placed or not, with what they do, where, and how old that is', () => {
    const { rows } = race()
    expect(rows.size).toBe(5)
    expect(rows.get(1)).toMatchObject({ state: 'running', cm: 30_000, ageMs: 0, needs: null })
    expect(rows.get(1)!.board!.position).toBe(1)
    expect(rows.get(2)).toMatchObject({ state: 'noFix', ageMs: 40_000, needs: 'lost', since: 20_000 })
    expect(rows.get(3), 'the sweep is no competitor and has a place').toMatchObject({
      board: null,
      cm: 10_000,
    })
    expect(rows.get(4)).toMatchObject({ state: 'DNS', board: null, cm: null, ageMs: null })
  })

  it('has splits, visits and what happened up to the moment shown, and nothing of later', () => {
    const { state } = race()
    const facts = state.facts.get(1)
    expect(splitLines(facts, 60_000, 0)).toEqual([
      { km: 1, at: 50_000, lap: 50_000 },
      { km: 2, at: null, lap: null },
    ])
    expect(splitLines(facts, 40_000, 0)).toEqual([])
    expect(fenceVisits(facts, 60_000)).toEqual({ visits: 1, ms: 10_000 })
    expect(fenceVisits(facts, 5000)).toEqual({ visits: 0, ms: 0 })
    expect(happenings(state.log, 1, 60_000, 0).map(({ text }) => text)).toEqual([
      'passes 1 km',
      'over the start line',
    ])
    expect(happenings(state.log, 1, 10_000, 0)).toHaveLength(1)
  })

  it('has all its times from the gun of their wave, as the board has', () => {
    const { state } = race()
    expect(splitLines(state.facts.get(1), 60_000, 5000)[0]).toEqual({ km: 1, at: 45_000, lap: 50_000 })
    expect(happenings(state.log, 1, 60_000, 5000).map(({ at }) => at)).toEqual([45_000, -5000])
  })

  it('is counted once: not started, running, in or out; a sweep nowhere', () => {
    const { rows } = race()
    const left = { DNF: 0, DNS: 0 }
    expect(headcount([...rows.values()])).toEqual({ waiting: 1, running: 2, in: 0, out: 1, left })
    const other = (id: number, state: FieldRow['state']) => ({ ...rows.get(id)!, state })
    expect(
      headcount([other(1, 'waiting'), other(2, 'finished'), other(4, 'DSQ'), other(3, 'running')]),
    ).toEqual({
      ...{ waiting: 1, running: 0, in: 1, out: 1, left },
    })
  })

  it('is in who came in after the end that was given for a race, as on the board', () => {
    const { startTime } = raceInfo()
    const end = { status: 'official' as const, simulated: false, finishedAt: startTime + 60_000 }
    const { rows } = race(end, { 2: { finish: 61_000 } })
    expect(rows.get(1)).toMatchObject({ state: 'DNF', isIn: false })
    expect(rows.get(2)).toMatchObject({ state: 'finished', isIn: true, since: 61_000, needs: null })
    expect(rows.get(2)!.board).toMatchObject({ finished: true, raceMs: 61_000 })
  })

  it('is out who is not in once the race is over: nobody runs any more', () => {
    const { startTime } = raceInfo()
    const { rows } = race({ status: 'finished', finishedAt: startTime + 60_000 })
    expect([...rows.values()].map(({ state }) => state)).toEqual(['DNF', 'DNF', 'DNF', 'DNS', 'DNS'])
    expect(rows.get(2)).toMatchObject({ since: 60_000, ageMs: null, needs: 'lost' })
    expect(headcount([...rows.values()])).toEqual({
      ...{ waiting: 0, running: 0, in: 0, out: 4, left: { DNF: 2, DNS: 1 } },
    })
  })
})
