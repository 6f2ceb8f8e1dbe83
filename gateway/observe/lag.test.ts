import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { FrameSent } from '../feed/feed-observer.ts'
import { lagMetrics, stagesOf } from './lag.ts'

const t0 = 1_700_000_000_000
const frame = (changes: Partial<FrameSent['lag']> = {}): FrameSent => ({
  lag: {
    ...{ measuredAt: t0, publishedAt: t0 + 5, pollStart: t0 + 60, pollEnd: t0 + 75, sentAt: t0 + 82 },
    ...changes,
  },
  arrivedAt: t0 + 84,
  writtenAt: t0 + 85,
  viewers: 1,
  bytes: 100,
})
const parts = ['produce', 'store', 'poll', 'encode', 'bus', 'write']
const sumOfParts = (sent: FrameSent) =>
  stagesOf(sent).reduce((sum, [stage, ms]) => (parts.includes(stage) ? sum + ms : sum), 0)

describe('the stages of a frame', () => {
  it('are what lies between the stamps', () => {
    expect(Object.fromEntries(stagesOf(frame()))).toEqual({
      ...{ produce: 5, store: 55, poll: 15, encode: 7, bus: 2, write: 1 },
      ...{ published_to_sent: 77, published_to_written: 80 },
    })
  })

  it('add up to the whole, also where a fix was published while the answer was on its way', () => {
    expect(sumOfParts(frame())).toBe(85)
    expect(sumOfParts(frame({ publishedAt: t0 + 70 }))).toBe(85)
    expect(Object.fromEntries(stagesOf(frame({ publishedAt: t0 + 70 }))).store).toBe(0)
  })

  it('begin with the poll before the first fix', () => {
    const stages = stagesOf(frame({ measuredAt: null, publishedAt: null })).map(([stage]) => stage)
    expect(stages).toEqual(['poll', 'encode', 'bus', 'write'])
  })
})

describe('the lag that is counted', () => {
  const counted = async (ms: number) => {
    const registry = new Registry()
    lagMetrics(registry)('arrived', ms)
    const text = await registry.metrics()
    const value = (series: string) =>
      /\S+$/.exec(text.split('\n').find((line) => line.startsWith(series)) ?? '')?.[0]
    return [value('racecast_lag_seconds_sum'), value('racecast_lag_clamped_total{')]
  }

  it('is in seconds', async () => {
    expect(await counted(250)).toEqual(['0.25', undefined])
  })

  it('is never below zero nor above ten minutes, and what is put right is counted', async () => {
    expect(await counted(-40)).toEqual(['0', '1'])
    expect(await counted(Number.MAX_SAFE_INTEGER)).toEqual(['600', '1'])
  })
})
