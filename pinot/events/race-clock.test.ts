import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type RaceClock, raceTimeAt, wallTimeAt } from './race-clock.ts'

const GUN = 1_760_000_000_000

describe('race time', () => {
  const race: RaceClock = {
    startTime: GUN,
    pauses: [
      { from: GUN + 10_000, to: GUN + 15_000 },
      { from: GUN + 20_000, to: null },
    ],
  }

  it('is wall time since the gun, negative before it', () => {
    expect(raceTimeAt(race, GUN - 1500)).toBe(-1500)
    expect(raceTimeAt(race, GUN)).toBe(0)
    expect(raceTimeAt(race, GUN + 10_000)).toBe(10_000)
  })

  it('stands still in a pause and goes on after it', () => {
    expect(raceTimeAt(race, GUN + 12_345)).toBe(10_000)
    expect(raceTimeAt(race, GUN + 15_000)).toBe(10_000)
    expect(raceTimeAt(race, GUN + 16_000)).toBe(11_000)
  })

  it('stands still as long as the race is paused', () => {
    expect(raceTimeAt(race, GUN + 1e9)).toBe(15_000)
  })

  it('was first shown at the beginning of the pause that holds it', () => {
    expect(wallTimeAt(race, 10_000)).toBe(GUN + 10_000)
    expect(wallTimeAt(race, 10_001)).toBe(GUN + 15_001)
    expect(wallTimeAt(race, 15_000)).toBe(GUN + 20_000)
  })
})

/** Races whose pauses follow each other, some back to back, some of no length, in any order. */
const races = fc
  .array(
    fc.record({ run: fc.integer({ min: 0, max: 100_000 }), pause: fc.integer({ min: 0, max: 100_000 }) }),
    {
      maxLength: 6,
    },
  )
  .chain((steps) => {
    let wall = GUN
    const pauses = steps.map(({ run, pause }) => {
      const from = wall + run
      wall = from + pause
      return { from, to: wall }
    })
    return fc.shuffledSubarray(pauses, { minLength: pauses.length })
  })
  .map((pauses): RaceClock => ({ startTime: GUN, pauses }))

describe('race time and wall time', () => {
  it('are inverse: the race clock shows a race time at the wall time that is given for it', () => {
    fc.assert(
      fc.property(races, fc.integer({ min: -10_000, max: 1_000_000 }), (race, raceMs) => {
        expect(raceTimeAt(race, wallTimeAt(race, raceMs))).toBe(raceMs)
      }),
    )
  })

  it('give back the wall time outside of pauses, and the beginning of the pause within one', () => {
    fc.assert(
      fc.property(races, fc.integer({ min: -10_000, max: 1_500_000 }), (race, offset) => {
        const wall = GUN + offset
        const back = wallTimeAt(race, raceTimeAt(race, wall))
        expect(back).toBeLessThanOrEqual(wall)
        const stoodStill = race.pauses.reduce(
          (sum, { from, to }) => sum + Math.max(0, Math.min(to ?? wall, wall) - Math.max(from, back)),
          0,
        )
        expect(wall - back).toBe(stoodStill)
      }),
    )
  })

  it('never run backwards', () => {
    fc.assert(
      fc.property(races, fc.nat(1_000_000), fc.nat(100_000), (race, offset, more) => {
        expect(raceTimeAt(race, GUN + offset + more)).toBeGreaterThanOrEqual(raceTimeAt(race, GUN + offset))
      }),
    )
  })
})
