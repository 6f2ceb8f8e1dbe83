import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smoothed } from '../motion.ts'
import { followingSpeed, followingVelocity, predictedCm, stepOf, velocityOfStep } from './following.ts'

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

describe('where constant speed leads', () => {
  it.each([
    [3333, 1000, 100_333],
    [3005, 1000, 100_301],
    [-3005, 1000, 99_700],
    [3000, 600_000, 280_000],
    [3000, 600_001, 280_000],
    [3000, -1, 100_000],
  ])(
    'from 100,000 cm at %i mm/s in %i ms is %i, halves up, ten minutes at most (M-1, M-4)',
    (speed, ms, cm) => {
      expect(predictedCm(100_000, speed, ms)).toBe(cm)
    },
  )

  it('is a 32-bit number that whole arithmetic gives too, whatever is held (M-1, M-4, M-5)', () => {
    const halvesUp = (a: bigint, b: bigint) => {
      const twice = 2n * a + b
      return twice / (2n * b) - (twice % (2n * b) < 0n ? 1n : 0n)
    }
    const kept = (value: bigint) =>
      Number(value < -(2n ** 31n) ? -(2n ** 31n) : value > 2n ** 31n - 1n ? 2n ** 31n - 1n : value)
    fc.assert(
      fc.property(int32, int32, int32, int32, (cm, speed, from, to) => {
        const elapsed = BigInt(Math.min(600_000, Math.max(0, to - from)))
        expect(predictedCm(cm, speed, to - from)).toBe(
          kept(BigInt(cm) + halvesUp(BigInt(speed) * elapsed, 10_000n)),
        )
        const velocity = to > from ? kept(halvesUp(BigInt(speed - cm) * 10_000n, BigInt(to - from))) : 0
        expect(followingVelocity(from, cm, to, speed)).toBe(velocity)
        const follows =
          elapsed === 0n
            ? speed
            : kept(halvesUp(BigInt(speed) * 15_000n + BigInt(cm) * elapsed, 15_000n + elapsed))
        expect(followingSpeed(speed, cm, to - from, 0)).toBe(follows)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })
})

describe('the speed that follows', () => {
  it('is smoothed once for each fix that lies between (M-5)', () => {
    let speed = 3000
    for (let i = 0; i < 15; i++) speed = smoothed(speed, 3600, 1000)
    expect(followingSpeed(3000, 3600, 15_000, 1000)).toBe(speed)
    expect(followingSpeed(3000, 3600, 15_000, 0)).toBe(smoothed(3000, 3600, 15_000))
    expect(followingSpeed(3000, 3600, 300, 1000)).toBe(smoothed(3000, 3600, 300))
    expect(followingSpeed(3000, 3600, 0, 1000)).toBe(3000)
  })

  it('takes 64 fixes at most (M-5)', () => {
    let speed = 3000
    for (let i = 0; i < 64; i++) speed = smoothed(speed, 0, 1563)
    expect(followingSpeed(3000, 0, 100_000, 1)).toBe(speed)
  })
})

describe('the velocity of the last step', () => {
  it('is told by the whole cm of it, wherever it is of whole cm (M-6)', () => {
    const step = fc.tuple(fc.integer({ min: -2000, max: 20_000 }), fc.integer({ min: 1, max: 10_000 }))
    fc.assert(
      fc.property(step, ([cm, fixMs]) => {
        expect(stepOf(velocityOfStep(cm, fixMs), fixMs)).toBe(cm)
      }),
      { seed: 2 },
    )
    expect(velocityOfStep(stepOf(3337, 1000), 1000)).toBe(3340)
  })
})
