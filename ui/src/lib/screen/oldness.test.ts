import type { Lag } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { raceInfo } from '../testing/race.ts'
import { oldnessOf } from './oldness.ts'

const race = raceInfo()
const now = race.startTime + 600_000
const lag = (measuredAt: number | null): Lag => ({
  measuredAt,
  publishedAt: null,
  pollStart: 0,
  pollEnd: 0,
  sentAt: 0,
})

describe('the age of a picture', () => {
  it.each([
    ['in the race is that of its newest fix', 'running', now - 2000, now - 9000, 9000],
    [
      'is that of the moment shown, if that is older: a screen may be held back',
      'running',
      now - 7000,
      now - 500,
      7000,
    ],
    ['before any fix has come is that of the gun', 'running', now - 2000, null, 600_000],
    ['before the start is as long as nothing has been heard', 'scheduled', now - 2000, null, 5000],
    ['in a pause is as long as nothing has been heard', 'paused', now - 2000, now - 90_000, 5000],
    ['after the race is as long as nothing has been heard', 'finished', now - 2000, now - 3_600_000, 5000],
  ] as const)('%s', (_, phase, wallMs, measuredAt, ageMs) => {
    const lostAt = now - 5000
    expect(oldnessOf({ race, phase, wallMs, lag: lag(measuredAt) }, now, lostAt)).toEqual({
      at: now - ageMs,
      ageMs,
    })
  })
})
