import type { Lag } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { raceInfo } from '../../testing/race.ts'
import { lagParts } from './lag-parts.ts'

const measuredAt = 1_000_100_000
const lag = (changes: Partial<Lag> = {}): Lag => ({
  measuredAt,
  publishedAt: measuredAt + 20,
  pollStart: measuredAt + 85,
  pollEnd: measuredAt + 100,
  sentAt: measuredAt + 108,
  ...changes,
})
const race = raceInfo()
const ms = (changes: Partial<Lag>, arrivedAfter: number) =>
  lagParts(lag(changes), measuredAt + arrivedAfter, race).parts.map((part) => part.ms)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe('the parts of the age', () => {
  it('are how long each stage took, and add up to how far the picture is behind', () => {
    expect(ms({}, 150)).toEqual([20, 65, 15, 8, 42, 1850])
    expect(lagParts(lag(), measuredAt + 150, race).total).toBe(2000)
    expect(sum(ms({}, 150))).toBe(2000)
  })

  it('are never below zero where clocks differ, and still add up', () => {
    const parts = ms({ pollStart: measuredAt - 40, sentAt: measuredAt + 90 }, 60.4)
    expect(parts).toEqual([20, 0, 80, 0, 0, 1900])
    expect(sum(parts)).toBe(2000)
  })

  it('have nothing held where a frame was later than the delay', () => {
    const parts = ms({}, 2500)
    expect(parts.at(-1)).toBe(0)
    expect(lagParts(lag(), measuredAt + 2500, race).total).toBe(sum(parts))
    expect(sum(parts)).toBe(2500)
  })

  it('are not told before there is a fix', () => {
    expect(lagParts(lag({ measuredAt: null, publishedAt: null }), 0, race)).toEqual({ parts: [], total: 0 })
  })
})
