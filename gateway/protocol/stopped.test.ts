import { describe, expect, it } from 'vitest'
import { raceInfo, startSnapshot } from '../fixtures/race.ts'
import type { Facts, RaceInfo, RosterEntry } from './messages.ts'
import { RaceState } from './race-state.ts'
import { wasStopped } from './stopped.ts'

const over: Partial<RaceInfo> = { status: 'finished', finishedAt: raceInfo.startTime + 600_000 }

/** Of three, the first two are in. */
function stopped(
  race: Partial<RaceInfo>,
  third: Partial<RosterEntry> = {},
  facts: Facts = { id: 3 },
): boolean {
  const start = startSnapshot(3, 1, { ...raceInfo, ...race })
  const roster = start.roster.map((entry) => (entry.id === 3 ? { ...entry, ...third } : entry))
  const finishes = [1, 2].map((id) => ({ id, finish: 500_000 + id }))
  return wasStopped(new RaceState({ ...start, roster, facts: [...finishes, facts] }))
}

describe('a race', () => {
  it('was stopped if it is over and somebody was on the way', () => {
    expect(stopped(over)).toBe(true)
    expect(stopped({ ...over, status: 'official' })).toBe(true)
  })

  it('was not while it runs, or when everybody was in, out, or no competitor', () => {
    expect(stopped({ status: 'started', finishedAt: null })).toBe(false)
    expect(stopped(over, {}, { id: 3, finish: 590_000 })).toBe(false)
    expect(stopped(over, { standing: 'DNF' })).toBe(false)
    expect(stopped(over, { role: 'sweep' })).toBe(false)
  })

  it('was not where it was real: who was still to come is not known', () => {
    expect(stopped({ ...over, kind: 'live', simulated: false })).toBe(false)
  })
})
