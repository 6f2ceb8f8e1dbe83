import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Entities } from './entities.ts'
import { EntityFlag } from './entity-flag.ts'
import type { Position } from './messages.ts'
import { newMoment, Playout, predictedIntervals } from './playout.ts'

const lengthCm = 500_000

function played(positions: readonly Position[], depth = 64) {
  const [entities, playout] = [new Entities(), new Playout(lengthCm, 1000, depth)]
  for (const position of positions) playout.take(entities, entities.set(position, 1))
  const at = (raceMs: number) => {
    const moment = newMoment()
    playout.at(0, raceMs, moment)
    return moment
  }
  return { playout, at }
}

/** Fixes of one competitor who never goes back, 0.2 to 5 s apart. */
const trail = fc
  .array(fc.tuple(fc.integer({ min: 200, max: 5000 }), fc.integer({ min: 0, max: 4000 })), {
    minLength: 1,
    maxLength: 90,
  })
  .map((steps) => {
    let [t, cm] = [20_000, 8000]
    return steps.map(([dt, dcm]): Position => {
      t += dt
      cm = Math.min(lengthCm, cm + dcm)
      return [1, cm, t, Math.round((dcm * 10_000) / dt), 3000, 0]
    })
  })

describe('playout', () => {
  it('is exactly at each fix at its time, and on the straight line between two (T-3)', () => {
    fc.assert(
      fc.property(trail, fc.double({ min: 0, max: 1, noNaN: true }), (fixes, share) => {
        const { at } = played(fixes)
        const kept = fixes.slice(-64)
        kept.forEach(([, cm, t], i) => {
          expect(at(t).cm).toBe(cm)
          expect(at(t).certainty).toBe('known')
          const next = kept[i + 1]
          if (!next) return
          expect(at(t + (next[2] - t) * share).cm).toBeCloseTo(cm + (next[1] - cm) * share, 3)
        })
      }),
      { seed: 1 },
    )
  })

  it('never goes back as its time goes on', () => {
    fc.assert(
      fc.property(
        trail,
        fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 2, maxLength: 30 }),
        (fixes, times) => {
          const { at } = played(fixes)
          const cm = times.sort((a, b) => a - b).map((t) => at(t).cm)
          for (const [i, later] of cm.slice(1).entries()) expect(later).toBeGreaterThanOrEqual(cm[i]! - 1e-6)
        },
      ),
      { seed: 2 },
    )
  })

  it('agrees with the piece that is given to a shader, before, between and after the fixes', () => {
    fc.assert(
      fc.property(trail, fc.integer({ min: 0, max: 300_000 }), (fixes, raceMs) => {
        const { playout, at } = played(fixes)
        const piece = [0, 0, 0, 0]
        playout.piece(0, raceMs, piece)
        const [cm0, t0, cm1, t1] = piece as [number, number, number, number]
        const share = Math.min(1, Math.max(0, (raceMs - t0) / (t1 - t0)))
        expect(cm0 + (cm1 - cm0) * share).toBeCloseTo(at(raceMs).cm, 0)
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it('predicts past the last fix for two and a half intervals, then stands still and says so (T-4)', () => {
    const { at } = played([[1, 100_000, 60_000, 4000, 4000, 0]])
    expect(at(61_000)).toMatchObject({ cm: 100_400, certainty: 'predicted', ageMs: 1000 })
    const frozenAt = 60_000 + predictedIntervals * 1000
    expect(at(frozenAt).cm).toBe(101_000)
    expect(at(frozenAt + 60_000)).toMatchObject({ cm: 101_000, certainty: 'frozen' })
  })

  it('predicts nobody beyond the finish, and knows where who has finished is (T-4)', () => {
    const { at } = played([[1, lengthCm - 100, 60_000, 4000, 4000, 0]])
    expect(at(62_000).cm).toBe(lengthCm)
    const done = played([[1, lengthCm, 60_000, 0, 4000, EntityFlag.finished]])
    expect(done.at(900_000)).toMatchObject({ cm: lengthCm, certainty: 'known' })
  })

  it('goes back from the first fix it has along its velocity, so that a late joiner sees no dot stand (T-4)', () => {
    const { at } = played([[1, 100_000, 60_000, 4000, 4000, 0]])
    expect(at(58_000)).toMatchObject({ cm: 99_200, certainty: 'predicted' })
  })

  it('knows nothing of who has had no fix', () => {
    expect(new Playout(lengthCm, 1000).at(3, 0, newMoment())).toBe(false)
    expect(new Playout(lengthCm, 1000).piece(3, 0, [])).toBe(false)
  })

  it('replaces a fix by another of the same time', () => {
    const { at } = played([
      [1, 100, 1000, 0, 0, 0],
      [1, 200, 2000, 0, 0, 0],
      [1, 200, 2000, 0, 0, EntityFlag.stopped],
    ])
    expect(at(2000).flags).toBe(EntityFlag.stopped)
    expect(at(1500).cm).toBe(150)
  })

  it('moves who is off the course from place to place', () => {
    const off = EntityFlag.offCourse
    const { at } = played([
      [1, 100, 1000, 0, 0, off, 51_000_000, 1_000_000],
      [1, 100, 2000, 0, 0, off, 51_000_100, 1_000_200],
    ])
    expect(at(1500)).toMatchObject({ lat: 51_000_050, lon: 1_000_100 })
  })
})
