import { describe, expect, it } from 'vitest'
import {
  aheadOf,
  correctionLines,
  gatewayLines,
  type Health,
  healthAfter,
  nextChangeMs,
  sparkline,
  stageLines,
  troubles,
  viewerKinds,
  withPast,
} from './health.ts'

const moment = (storeMs: number | null, level: 'green' | 'red') => ({
  at: 0,
  levels: { store: level },
  lag: (storeMs === null ? {} : { store: { p95: storeMs } }) as Record<string, { p95: number }>,
  viewers: 3,
})
const gateway = (id: string, changes: Partial<Health['gateways'][number]> = {}) => ({
  ...{
    id,
    level: 'green' as const,
    at: 99_000,
    startedAt: 0,
    viewers: 4,
    byKind: { 'bin 1': 3, 'json 5': 1 },
  },
  ...{ loopMs: { p99: 3.2 }, cpu: 0.12, memoryMb: 150, polls: [] },
  ...changes,
})
const health: Health = {
  at: 100_000,
  gateway: 'b-gateway-with-an-id',
  gateways: [
    gateway('a-gateway-with-an-id', {
      level: 'red',
      at: 70_000,
      viewers: 1,
      byKind: { sse: 1, 'bin 1': 1200 },
    }),
    gateway('b-gateway-with-an-id', { polls: [{}] }),
  ],
  level: 'red',
  stages: [
    { name: 'store', level: 'red', since: 97_000, why: 'it has not answered for 3.0 s', redInMs: null },
  ],
  corrections: [],
  aheadMs: 0,
  ...{ askEveryMs: 500, silentAfterMs: 2300 },
  lag: { store: { p95: 40 } },
  history: [moment(20, 'green'), moment(null, 'red'), moment(40, 'green')],
}

describe('the health of the stages', () => {
  it('has each with its own part of the lag, what is wrong, and its past', () => {
    expect(stageLines(health)).toEqual([
      {
        ...{ name: 'store', title: 'Storage', term: 'store', level: 'red' },
        means: 'New positions cannot be read: screens stand.',
        why: 'it has not answered for 3.0 s',
        ...{ forMs: 3000, lagMs: 40 },
        past: [
          { lagMs: 20, level: 'green' },
          { lagMs: null, level: 'red' },
          { lagMs: 40, level: 'green' },
        ],
      },
    ])
  })

  it('says of what was corrected for how long it is on no screen, and why', () => {
    const waiting = { since: 58_000, done: 0.376, failures: 0, error: null }
    const corrections = [
      { slug: 'town-mile', ...waiting },
      { slug: 'town-10k', ...waiting, failures: 2, error: 'away' },
    ]
    expect(correctionLines({ ...health, corrections })).toEqual([
      { slug: 'town-mile', forMs: 42_000, how: '37 % of its history is worked out' },
      {
        ...{ slug: 'town-10k', forMs: 42_000 },
        how: 'its history could not be read 2 times, the last time: away',
      },
    ])
  })

  it('says by how much races are ahead of the clock, but of none that was put right by a moment', () => {
    expect([0, 4999, 5000].map((aheadMs) => aheadOf({ ...health, aheadMs }))).toEqual([null, null, 5000])
  })

  it('is red of its own when nothing was heard for as long as the gateway had said, and not before', () => {
    const fixes = { name: 'fixes', level: 'green' as const, since: 0, why: null, redInMs: 1400 }
    const well: Health = { ...health, level: 'green', stages: [fixes] }
    expect(healthAfter(well, 1399).stages).toEqual([fixes])
    expect(stageLines(healthAfter(well, 1400))).toMatchObject([
      { level: 'red', why: 'nothing new was heard for 1.4 s', forMs: 0 },
    ])
    expect(stageLines(healthAfter(well, 2000))[0]!.forMs).toBe(600)
    expect(healthAfter(health, 60_000).stages).toEqual(health.stages)
  })

  it('knows when silence makes a difference next', () => {
    const fixes = { name: 'fixes', level: 'green' as const, since: 0, why: null, redInMs: 1400 }
    const well = { ...health, stages: [fixes] }
    expect([0, 1400, 2300].map((ms) => nextChangeMs(well, ms))).toEqual([1400, 2300, null])
  })

  it('adds to the past what came since, of the same gateway, half an hour of it at most', () => {
    const at = (ms: number) => ({ ...moment(1, 'green'), at: ms })
    const of = (gatewayId: string, ...moments: number[]): Health => ({
      ...{ ...health, gateway: gatewayId, history: moments.map(at) },
    })
    const past = (before: Health | null, now: Health) => withPast(before, now).history.map((m) => m.at)
    expect(past(null, of('a', 1, 2))).toEqual([1, 2])
    expect(past(of('a', 1, 2), of('a', 2, 3))).toEqual([1, 2, 3])
    expect(past(of('a', 1, 2), of('b', 7))).toEqual([7])
    const full = of('a', ...Array.from({ length: 180 }, (_, i) => i))
    expect(past(full, of('a', 180))).toEqual(Array.from({ length: 180 }, (_, i) => i + 1))
  })

  it('draws the past with the newest at the right, and a gap where nothing passed', () => {
    const [line] = stageLines(health)
    expect(sparkline(line!.past, 100, 22, 3)).toBe('M0.0 11.0M100.0 1.0')
    expect(troubles(line!.past, 100, 3)).toEqual([{ x: 50, level: 'red' }])
  })

  it('has a line of each gateway, the one that answers first, and says when one was heard of last', () => {
    expect(gatewayLines(health)).toEqual([
      {
        ...{ id: 'b-gateway-with-an-id', level: 'green' },
        says: 'b-gatewa (this one) · 4 viewers · fetches 1 race · 3 ms behind · CPU 12 % · 150 MB · up 2 min',
      },
      {
        ...{ id: 'a-gateway-with-an-id', level: 'red' },
        says: 'a-gatewa · 1 viewer · fetches no race · 3 ms behind · CPU 12 % · 150 MB · up 2 min · heard of 30 s ago',
      },
    ])
  })

  it('counts the viewers of all gateways by format and rate', () => {
    expect(viewerKinds(health)).toEqual([
      '1,203 viewers every 1 s (binary)',
      '1 viewer every 5 s (JSON)',
      '1 viewer on no race yet (sse)',
    ])
  })
})
