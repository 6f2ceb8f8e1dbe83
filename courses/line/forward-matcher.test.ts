import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCatalogue } from '../catalogue/index.ts'
import type { LonLat } from '../course.ts'
import { track400 } from '../fixtures/index.ts'
import { courseOf } from '../import/testing/files.ts'
import { seeded } from '../sources/draw/plane.ts'
import { CourseLine, ForwardMatcher, metresPerDegree } from './index.ts'

const catalogue = openCatalogue()
const lineOf = (name: string) => new CourseLine(name === 'track-400' ? track400() : catalogue.get(name)!)

/** Normally distributed, sigma 1 (Box and Muller). */
const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

interface Run {
  line: CourseLine
  speedMs: number
  noiseM: number
  everyS: number
  seed: number
  /** Fixes between these two distances are lost, cm. */
  lost?: [number, number]
}

/** Runs the whole course and says at each fix where the runner is and where the matcher thinks he is. */
function run({ line, speedMs, noiseM, everyS, seed, lost }: Run): { trueCm: number; cm: number }[] {
  const matcher = new ForwardMatcher(line)
  const random = seeded(seed)
  const found: { trueCm: number; cm: number }[] = []
  let [last, lastS] = [0, 0]
  for (let s = 0; ; s += everyS) {
    const trueCm = Math.min(s * speedMs * 100, line.lengthCm)
    if (!lost || trueCm < lost[0] || trueCm > lost[1]) {
      const [lon, lat] = line.pointAt(trueCm)
      const [mLon, mLat] = metresPerDegree(lat)
      const fix: LonLat = [lon + (normal(random) * noiseM) / mLon, lat + (normal(random) * noiseM) / mLat]
      const { cm } = matcher.advance(fix[0], fix[1], last, matcher.reachCm((s - lastS) * 1000))
      found.push({ trueCm, cm })
      last = cm
      lastS = s
    }
    if (trueCm === line.lengthCm) return found
  }
}

const worstM = (found: { trueCm: number; cm: number }[]) =>
  Math.max(...found.map(({ trueCm, cm }) => Math.abs(trueCm - cm))) / 100

describe('matching forward', () => {
  it.each(['crystal', 'skylark-eight', 'gridiron', 'track-400'])('follows exact fixes on %s', (name) => {
    expect(worstM(run({ line: lineOf(name), speedMs: 3.3, noiseM: 0, everyS: 1, seed: 1 }))).toBeLessThan(6)
  })

  it('never jumps between laps that lie on each other, nor across where they cross', () => {
    const line = lineOf('skylark-eight')
    const runs = fc.record({
      speedMs: fc.double({ min: 1.5, max: 6.5, noNaN: true }),
      noiseM: fc.double({ min: 0, max: 5, noNaN: true }),
      everyS: fc.constantFrom(1, 2, 5, 10, 30),
      seed: fc.nat(),
    })
    fc.assert(
      fc.property(runs, (how) => {
        expect(worstM(run({ line, ...how }))).toBeLessThan(60)
      }),
      { numRuns: 40, seed: 5 },
    )
  })

  it('follows noisy fixes round Crystal Palace, whose start and finish are side by side', () => {
    const found = run({ line: lineOf('crystal'), speedMs: 4, noiseM: 4, everyS: 1, seed: 7 })
    expect(worstM(found)).toBeLessThan(40)
    expect(found.at(-1)!.cm).toBeGreaterThan(lineOf('crystal').lengthCm - 2000)
  })

  it('finds the lap again after a loss of signal of a minute and a half', () => {
    const line = lineOf('skylark-eight')
    const found = run({ line, speedMs: 4, noiseM: 3, everyS: 1, seed: 8, lost: [130_000, 166_000] })
    expect(worstM(found.filter(({ trueCm }) => trueCm > 170_000))).toBeLessThan(30)
  })

  it('goes out and back on the same street', () => {
    const line = new CourseLine(
      courseOf({
        line: [
          [0.5, 51.2],
          [0.51, 51.2],
          [0.5, 51.20003],
        ],
      }),
    )
    for (const noiseM of [0, 2]) {
      const found = run({ line, speedMs: 3.5, noiseM, everyS: 1, seed: 9 })
      expect(worstM(found)).toBeLessThan(30)
    }
  })

  it('is never behind the last place nor out of reach, whatever the fix', () => {
    const line = lineOf('skylark-eight')
    const matcher = new ForwardMatcher(line)
    const anywhere = fc.tuple(
      fc.double({ min: 13.38, max: 13.42, noNaN: true }),
      fc.double({ min: 52.46, max: 52.48, noNaN: true }),
      fc.double({ min: 0, max: line.lengthCm, noNaN: true }),
      fc.double({ min: 0, max: 600_000, noNaN: true }),
    )
    fc.assert(
      fc.property(anywhere, ([lon, lat, last, reach]) => {
        const { cm, offM } = matcher.advance(lon, lat, last, reach)
        expect(cm).toBeGreaterThanOrEqual(last)
        expect(cm).toBeLessThanOrEqual(Math.min(last + reach, line.lengthCm) + 1e-6)
        expect(offM).toBeCloseTo(line.offsetM(lon, lat, cm), 1)
      }),
      { seed: 6 },
    )
  })

  it('lets nobody cover more than 12 m a second and 20 m', () => {
    const matcher = new ForwardMatcher(lineOf('crystal'))
    expect(matcher.reachCm(1000)).toBe(3200)
    expect(matcher.reachCm(10_000)).toBe(14_000)
    expect(matcher.reachCm(-5)).toBe(2000)
    expect(new ForwardMatcher(lineOf('crystal'), { maxSpeedMs: 20, slackM: 0 }).reachCm(1000)).toBe(2000)
  })

  it('keeps somebody who stands still in his place', () => {
    const line = lineOf('crystal')
    const matcher = new ForwardMatcher(line)
    const [lon, lat] = line.pointAt(200_000)
    let cm = 200_000
    for (let s = 0; s < 100; s++) cm = matcher.advance(lon, lat, cm, matcher.reachCm(1000)).cm
    expect(cm).toBe(200_000)
  })
})
