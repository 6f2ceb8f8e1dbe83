import type { Course } from '@racecast/courses'
import type { PlanParameters } from '@racecast/pinot/events'
import { PlanParameters as Schema } from '@racecast/pinot/events'
import fc from 'fast-check'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { track } from '../testing/courses.ts'
import { makeField } from './field.ts'

const parameters = (changes: Partial<PlanParameters> = {}): PlanParameters =>
  Value.Default(Schema, { ...changes }) as PlanParameters
const field = (changes: Partial<PlanParameters> = {}, seed = 1, course: Course = track) =>
  makeField({ course, plan: parameters(changes), seed })
const positions = (plans: ReturnType<typeof field>) =>
  plans.flatMap((plan) => [5000, 30_000, 70_000, 150_000].map((t) => plan.positionCm(t)))

describe('a field', () => {
  it('is the same for the same seed and another for another', () => {
    expect(positions(field({}, 5))).toEqual(positions(field({}, 5)))
    expect(positions(field({}, 5))).not.toEqual(positions(field({}, 6)))
  })

  it('keeps to the arithmetic of plan version 1: a race that runs goes on as it began', () => {
    const plans = field({ competitors: 3, stoppingRatio: 1, dnfRatio: 0.34 }, 20_251_123)
    const seen = plans.map((plan) => [plan.finishMs, plan.dnfMs, plan.stop?.fromMs, plan.stop?.toMs])
    expect(seen).toMatchInlineSnapshot(`
      [
        [
          null,
          40942,
          75485,
          121650,
        ],
        [
          155974,
          null,
          49974,
          72988,
        ],
        [
          113160,
          null,
          20231,
          75791,
        ],
      ]
    `)
    expect(plans.map((plan) => Math.round(plan.positionCm(40_000)))).toMatchInlineSnapshot(`
      [
        8320,
        12684,
        15553,
      ]
    `)
  })

  it('changes nobody else when an option is added', () => {
    const plain = field({ competitors: 50 })
    const eventful = field({ competitors: 50, dropoutRatio: 0.5, wanderRatio: 0.5, gpsNoiseM: 5 })
    expect(positions(eventful)).toEqual(positions(plain))
  })

  it('has its average paces between fastest and slowest, and both of these are run', () => {
    const plans = field({ competitors: 500, fastest: 150, slowest: 400 })
    const paces = plans.map((plan) => plan.movingMs / track.officialM)
    expect(Math.min(...paces)).toBeCloseTo(150, 2)
    expect(Math.max(...paces)).toBeCloseTo(400, 2)
    const median = paces.sort((a, b) => a - b)[250]!
    expect(median).toBeGreaterThan(150 + 0.3 * 250)
    expect(median).toBeLessThan(150 + 0.48 * 250)
  })

  it('of one runs between fastest and slowest too', () => {
    for (let seed = 0; seed < 20; seed++) {
      const [only] = field({ competitors: 1, fastest: 200, slowest: 210, stoppingRatio: 0 }, seed)
      expect(only?.movingMs).toBeGreaterThanOrEqual(80_000)
      expect(only?.movingMs).toBeLessThanOrEqual(84_000)
    }
  })

  it.each([0, 0.1, 0.255, 0.5, 1])(
    'has exactly round(%d x N) that stop, inside the fence, for as long as asked',
    (ratio) => {
      const plans = field({ competitors: 101, stoppingRatio: ratio, minPause: 3, maxPause: 9 })
      const stops = plans.flatMap(({ stop }) => stop ?? [])
      expect(stops).toHaveLength(Math.round(ratio * 101))
      const [fence] = track.fenceIntervals
      for (const { atCm, fromMs, toMs } of stops) {
        expect(toMs - fromMs).toBeGreaterThanOrEqual(3000)
        expect(toMs - fromMs).toBeLessThanOrEqual(9000)
        expect(atCm).toBeGreaterThan(fence!.fromCm + 1490)
        expect(atCm).toBeLessThan(fence!.toCm - 1490)
      }
    },
  )

  it('stops in the middle of a fence that is too short to keep away from its ends', () => {
    const course = { ...track, fenceIntervals: [{ fromCm: 10_000, toCm: 12_000 }] }
    for (const { stop } of field({ competitors: 20, stoppingRatio: 1 }, 1, course)) {
      expect(Math.abs(stop!.atCm - 11_000)).toBeLessThan(1)
    }
  })

  it('stops in each stretch of the fence about as often as it is long', () => {
    const course = {
      ...track,
      fenceIntervals: [
        { fromCm: 1000, toCm: 6000 },
        { fromCm: 20_000, toCm: 35_000 },
      ],
    }
    const stops = field({ competitors: 1000, stoppingRatio: 1 }, 1, course).map(({ stop }) => stop!.atCm)
    const first = stops.filter((cm) => cm < 10_000).length
    expect(first).toBeGreaterThan(200)
    expect(first).toBeLessThan(300)
  })

  it('has exactly the asked share that gives up, somewhere on the way, and never finishes', () => {
    const plans = field({ competitors: 40, dnfRatio: 0.25, stoppingRatio: 0.5 })
    const gone = plans.filter(({ dnfMs }) => dnfMs !== null)
    expect(gone).toHaveLength(10)
    for (const plan of gone) {
      expect(plan.finishMs).toBeNull()
      expect(plan.stop).toBeNull()
      const last = plan.positionCm(plan.dnfMs!)
      expect(last).toBeGreaterThan(0)
      expect(last).toBeLessThan(plan.lengthCm)
      expect(plan.positionCm(plan.dnfMs! + 1e6)).toBe(last)
      expect(plan.timeAtCm(plan.lengthCm)).toBeNull()
      expect(plan.timeAtCm(last + 10)).toBeNull()
    }
  })

  it('starts each wave at its own gun', () => {
    const plan = parameters({ competitors: 9, waves: 3, waveGapS: 10 })
    const plans = makeField({ course: track, plan, seed: 1, waveOf: (i) => Math.floor(i / 3) })
    expect(plans.map(({ gunMs }) => gunMs)).toEqual([0, 0, 0, 10_000, 10_000, 10_000, 20_000, 20_000, 20_000])
    for (const one of plans) {
      expect(one.positionCm(one.gunMs)).toBe(0)
      expect(one.positionCm(one.gunMs + 1000)).toBeGreaterThan(0)
    }
  })

  it('runs at a speed that swings by some 5 % around a slow fade', () => {
    const speeds = field({ competitors: 300, fastest: 400, slowest: 400, stoppingRatio: 0 }).flatMap((plan) =>
      Array.from(
        { length: 40 },
        (_, k) => (plan.positionCm(50_000 + k * 1000) - plan.positionCm(49_000 + k * 1000)) / 250,
      ),
    )
    const mean = speeds.reduce((sum, v) => sum + v, 0) / speeds.length
    const sigma = Math.sqrt(speeds.reduce((sum, v) => sum + (v - mean) ** 2, 0) / speeds.length)
    expect(mean).toBeGreaterThan(0.98)
    expect(mean).toBeLessThan(1.03)
    expect(sigma).toBeGreaterThan(0.04)
    expect(sigma).toBeLessThan(0.065)
  })
})

describe('a competitor', () => {
  const anyone = fc
    .record({ seed: fc.nat(0xffffffff), who: fc.nat(19), stops: fc.boolean(), gives: fc.constantFrom(0, 1) })
    .map(
      ({ seed, who, stops, gives }) =>
        field({ competitors: 20, stoppingRatio: Number(stops), dnfRatio: gives * 0.5 }, seed)[who]!,
    )
  const time = fc.double({ min: -5000, max: 300_000, noNaN: true })

  it('never runs backwards nor faster than two and a half times the average', () => {
    fc.assert(
      fc.property(anyone, time, fc.double({ min: 0, max: 2000, noNaN: true }), (plan, t, dt) => {
        const way = plan.positionCm(t + dt) - plan.positionCm(t)
        expect(way).toBeGreaterThanOrEqual(0)
        expect(way).toBeLessThanOrEqual((2.5 * dt * plan.lengthCm) / plan.movingMs + 1e-6)
      }),
    )
  })

  it('is at the start until the gun and at the finish from the exact instant on', () => {
    fc.assert(
      fc.property(anyone, (plan) => {
        expect(plan.positionCm(-1000)).toBe(0)
        expect(plan.positionCm(plan.gunMs)).toBe(0)
        if (plan.finishMs === null) return
        expect(Number.isInteger(plan.finishMs)).toBe(true)
        expect(plan.positionCm(plan.finishMs)).toBe(plan.lengthCm)
        expect(plan.positionCm(plan.finishMs - 1)).toBeLessThan(plan.lengthCm)
        expect(plan.positionCm(plan.finishMs - 1)).toBeGreaterThan(plan.lengthCm - 2)
        const stopped = plan.stop ? plan.stop.toMs - plan.stop.fromMs : 0
        expect(plan.finishMs).toBe(plan.gunMs + plan.movingMs + stopped)
      }),
    )
  })

  it('is where the time for a place says', () => {
    fc.assert(
      fc.property(anyone, fc.double({ min: 1, max: 39_999, noNaN: true }), (plan, cm) => {
        const t = plan.timeAtCm(cm)
        if (t === null) expect(plan.positionCm(plan.dnfMs!)).toBeLessThanOrEqual(cm + 0.01)
        else expect(Math.abs(plan.positionCm(t) - cm)).toBeLessThan(0.01)
      }),
    )
  })

  it('stands still for the whole of a stop, arriving at its beginning', () => {
    for (const plan of field({ competitors: 50, stoppingRatio: 1 })) {
      const { atCm, fromMs, toMs } = plan.stop!
      expect(plan.positionCm(fromMs)).toBeCloseTo(atCm, 6)
      expect(plan.positionCm((fromMs + toMs) / 2)).toBe(plan.positionCm(fromMs))
      expect(plan.positionCm(toMs)).toBe(plan.positionCm(fromMs))
      expect(plan.positionCm(toMs + 500)).toBeGreaterThan(atCm)
      expect(plan.positionCm(fromMs - 500)).toBeLessThan(atCm)
      expect(plan.timeAtCm(atCm)).toBeCloseTo(fromMs, 1)
      expect(plan.timeAtCm(atCm + 1)).toBeGreaterThan(toMs)
    }
  })
})
