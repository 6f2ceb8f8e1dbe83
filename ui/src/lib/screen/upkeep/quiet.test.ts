import { describe, expect, it } from 'vitest'
import { isQuiet } from './quiet.ts'

describe('a screen may be away for a moment', () => {
  it.each([
    ['long before the gun', 'scheduled', -600_000, true],
    ['not in the last two minutes', 'scheduled', -119_000, false],
    ['not in the race', 'running', 60_000, false],
    ['not while it is paused: it may go on at any time', 'paused', 60_000, false],
    ['after the race', 'finished', 3_600_000, true],
  ] as const)('%s', (_, phase, raceMs, quiet) => {
    expect(isQuiet({ phase, raceMs })).toBe(quiet)
  })
})
