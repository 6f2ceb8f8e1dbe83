import { describe, expect, it } from 'vitest'
import { crossingsOf } from './crossings.ts'
import { isInsideFence } from './marks.ts'
import { ground } from './testing/fixes.ts'

/** The course has its kilometre at 100 000 cm and its fence from 90 000 to 100 000 cm. */
const passed = (fromMs: number, fromCm: number, toMs: number, toCm: number) =>
  crossingsOf(ground, { fromMs, fromCm, toMs, toCm }).map(({ mark, t }) => `${mark.kind}@${t}`)

describe('crossings of a segment', () => {
  it.each([
    ['nothing between two marks', [1000, 10_000, 2000, 10_300], []],
    ['a mark at its share of the time', [1000, 89_900, 2000, 90_300], ['fenceIn@1250']],
    ['a mark that it arrives at', [1000, 89_600, 2000, 90_000], ['fenceIn@2000']],
    ['no mark that it leaves from', [2000, 90_000, 3000, 90_400], []],
    [
      'several in order, the fence and the kilometre at one place',
      [0, 89_000, 12_000, 101_000],
      ['fenceIn@1000', 'split@11000', 'fenceOut@11000'],
    ],
    ['nothing while standing on a mark', [1000, 90_000, 2000, 90_000], []],
    ['whole milliseconds', [0, 89_999, 1000, 90_002], ['fenceIn@333']],
  ] as [string, [number, number, number, number], string[]][])('are %s', (_, segment, expected) => {
    expect(passed(...segment)).toEqual(expected)
  })

  it('do not depend on how the segment is divided where the speed is even', () => {
    const whole = passed(0, 80_000, 60_000, 110_000)
    const parts = [0, 1, 2, 3, 4, 5].flatMap((i) =>
      passed(i * 10_000, 80_000 + i * 5000, (i + 1) * 10_000, 85_000 + i * 5000),
    )
    expect(parts).toEqual(whole)
    expect(whole).toHaveLength(3)
  })
})

describe('the inside of the fence', () => {
  it.each([
    [89_999, false],
    [90_000, true],
    [99_999, true],
    [100_000, false],
  ])('at %i cm: %s', (cm, inside) => {
    expect(isInsideFence(ground, cm)).toBe(inside)
  })
})
