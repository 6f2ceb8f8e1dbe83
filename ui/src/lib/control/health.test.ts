import { describe, expect, it } from 'vitest'
import { type Health, sparkline, stageLines, troubles } from './health.ts'

const moment = (storeMs: number | null, level: 'green' | 'red') => ({
  at: 0,
  levels: { store: level },
  lag: (storeMs === null ? {} : { store: { p95: storeMs } }) as Record<string, { p95: number }>,
  viewers: 3,
})
const health: Health = {
  at: 0,
  level: 'red',
  stages: [{ name: 'store', level: 'red', since: 0, why: 'it has not answered for 3.0 s' }],
  lag: { store: { p95: 40 } },
  history: [moment(20, 'green'), moment(null, 'red'), moment(40, 'green')],
}

describe('the health of the stages', () => {
  it('has each with its own part of the lag, what is wrong, and its past', () => {
    expect(stageLines(health)).toEqual([
      {
        ...{ name: 'store', title: 'Store', level: 'red', why: 'it has not answered for 3.0 s', lagMs: 40 },
        past: [
          { lagMs: 20, level: 'green' },
          { lagMs: null, level: 'red' },
          { lagMs: 40, level: 'green' },
        ],
      },
    ])
  })

  it('draws the past with the newest at the right, and a gap where nothing passed', () => {
    const [line] = stageLines(health)
    expect(sparkline(line!.past, 100, 22, 3)).toBe('M0.0 11.0M100.0 1.0')
    expect(troubles(line!.past, 100, 3)).toEqual([{ x: 50, level: 'red' }])
  })
})
