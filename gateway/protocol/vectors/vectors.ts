import { Entities } from '../entities.ts'
import type { Position } from '../index.ts'
import { smoothed, velocityOf } from '../motion.ts'
import { BitWriter } from '../wire/bit-writer.ts'
import { ByteWriter } from '../wire/byte-writer.ts'
import { followingSpeed, followingVelocity, predictedCm, stepOf, velocityOfStep } from '../wire/following.ts'
import { malformed } from './malformed.ts'
import { rareFrames } from './rare.ts'
import { hexOf, recordedFrames } from './recorded.ts'

const hashed: Position[][] = [
  [],
  [[1, 0, 0, 0, 0, 0]],
  [[7, 123_456, 411_520, 3010, 2987, 8]],
  [[7, 123_456, 411_520, 3010, 2987, 10, 51_417_712, -70_123]],
  [[2 ** 32 + 7, 123_456, -1500, -3, 0, 0]],
  [
    [1, 300_000, 900_000, 3330, 3300, 0],
    [2, 299_000, 900_000, 0, 1200, 1],
    [12_000, 500_000, 899_870, 0, 3501, 4],
  ],
]
const uvars = [0, 1, 127, 128, 300, 16_383, 16_384, 2 ** 31, 2 ** 32, 1_760_000_000_000, 2 ** 53 - 1]
const svars = [0, -1, 1, -64, 63, 64, -65, 2 ** 31, -(2 ** 31), 2 ** 52 - 1, 1 - 2 ** 52]
const rice = [
  [0, 0],
  [3, 0],
  [9, 2],
  [79, 2],
  [80, 2],
  [2 ** 33, 5],
  [2 ** 33, 31],
] as const
const legs = [
  [1000, 500, 3000, 1100],
  [1000, 500, 1000, 500],
  [0, 0, 20_000, 1],
  [0, 3, 20_000, 0],
  [0, 12, 100_000, 0],
  [2000, 0, 1000, 500],
  [5000, 123_456, 6000, 123_789],
] as const
const farLegs = [
  [0, 12, 100_000, 0],
  [0, -(2 ** 31), 1, 2 ** 31 - 1],
  [0, 2 ** 31 - 1, 1, -(2 ** 31)],
  [1000, 0, 1000, 500],
  [2000, 0, 1000, 500],
] as const
const smoothings = [
  [3000, 3000, 1000],
  [3000, 0, 1000],
  [3001, 3010, 1000],
  [0, 5000, 250],
  [2500, 3600, 600_000],
  [0, -10, 1000],
] as const
const predictions = [
  [100_000, 3333, 1000],
  [100_000, 3005, 1000],
  [100_000, -5, 1000],
  [100_000, -12, 1000],
  [2 ** 31 - 1, 3000, 1000],
  [-(2 ** 31), -3000, 1000],
  [100_000, 3000, 900_000],
  [100_000, 3000, -5],
] as const
const followed = [
  [3000, 3100, 1000, 0],
  [3000, 3100, 15_000, 0],
  [3000, 3100, 15_000, 1000],
  [3000, 3100, 14_400, 1000],
  [3000, 0, 900_000, 1000],
  [3000, 3100, 0, 1000],
  [3000, 3100, -500, 0],
  [0, -10, 1000, 0],
  [3000, 2 ** 31 - 1, 400, 1000],
] as const
const steps = [
  [3337, 1000],
  [3337, 700],
  [-4, 1000],
  [-23, 3000],
] as const

function written(write: (to: ByteWriter) => void): string {
  const to = new ByteWriter()
  write(to)
  return hexOf(to.done())
}

function hashOf(positions: readonly Position[]): number {
  const entities = new Entities()
  for (const position of positions) entities.set(position, 1)
  return entities.hash
}

/** Every part of the test vectors, a list each, as SPEC.md describes them. */
export function vectors() {
  return {
    uvar: uvars.map((value) => ({ value, hex: written((to) => to.uvar(value)) })),
    svar: svars.map((value) => ({ value, hex: written((to) => to.svar(value)) })),
    number: rice.map(([value, parameter]) => ({
      ...{ value, parameter },
      hex: written((to) => {
        const bits = new BitWriter(to)
        bits.number(value, parameter)
        bits.end()
      }),
    })),
    velocity: legs.map(([fromMs, fromCm, toMs, toCm]) => ({
      ...{ fromMs, fromCm, toMs, toCm, velocity: velocityOf({ fromMs, fromCm, toMs, toCm }) },
    })),
    followingVelocity: farLegs.map(([fromMs, fromCm, toMs, toCm]) => ({
      ...{ fromMs, fromCm, toMs, toCm, velocity: followingVelocity(fromMs, fromCm, toMs, toCm) },
    })),
    smoothed: smoothings.map(([speed, velocity, elapsedMs]) => ({
      ...{ speed, velocity, elapsedMs, smoothed: smoothed(speed, velocity, elapsedMs) },
    })),
    predicted: predictions.map(([cm, speed, elapsedMs]) => ({
      ...{ cm, speed, elapsedMs, predicted: predictedCm(cm, speed, elapsedMs) },
    })),
    followingSpeed: followed.map(([speed, velocity, elapsedMs, fixMs]) => ({
      ...{ speed, velocity, elapsedMs, fixMs, following: followingSpeed(speed, velocity, elapsedMs, fixMs) },
    })),
    step: steps.map(([velocity, fixMs]) => {
      const cm = stepOf(velocity, fixMs)
      return { velocity, fixMs, cm, velocityOfStep: velocityOfStep(cm, fixMs) }
    }),
    hash: hashed.map((positions) => ({ positions, hash: hashOf(positions) })),
    frames: [...recordedFrames(), ...rareFrames()],
    malformed: malformed(),
  }
}

/** As the file holds them: one vector a line. */
export function vectorsText(): string {
  const parts = Object.entries(vectors()).map(([name, list]) => {
    const lines = (list as object[]).map((vector) => `    ${JSON.stringify(vector)}`)
    return `  ${JSON.stringify(name)}: [\n${lines.join(',\n')}\n  ]`
  })
  return `{\n${parts.join(',\n')}\n}\n`
}
