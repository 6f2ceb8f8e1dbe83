import { afterEach, describe, expect, it } from 'vitest'
import { courseLength, covered, distance, mark, pace, toGo } from './measure.ts'
import { chooseUnitsBy } from './units.ts'

describe('distances and paces as they are read', () => {
  it('never shows a metre that is not covered yet', () => {
    expect(distance(99_999)).toBe('999 m')
    expect(distance(496_644)).toBe('4.96 km')
    expect(distance(-5)).toBe('0 m')
  })

  it('gives who is in the whole length, as it is written at the top', () => {
    expect(covered({ cm: 496_644, finished: false })).toBe('4.96 km')
    expect(covered({ cm: 496_644, finished: true })).toBe(courseLength(496_644))
  })

  it('has as much to go as is missing from the length at the top, and never nothing before the finish', () => {
    const course = 496_844
    const left = (cm: number) => [distance(cm), toGo({ cm, toGoCm: course - cm })]
    expect(courseLength(course)).toBe('4.97 km')
    expect(left(0)).toEqual(['0 m', '4.97 km'])
    expect(left(63_940)).toEqual(['639 m', '4.33 km'])
    expect(left(313_990)).toEqual(['3.13 km', '1.84 km'])
    expect(left(396_843)).toEqual(['3.96 km', '1.01 km'])
    expect(left(451_500)).toEqual(['4.51 km', '454 m'])
    expect(left(496_840)).toEqual(['4.96 km', '1 m'])
    expect(left(course)).toEqual(['4.96 km', '0 m'])
  })

  it('gives a course its round length', () => {
    expect(courseLength(500_000)).toBe('5 km')
    expect(courseLength(4_219_500)).toBe('42.2 km')
    expect(courseLength(40_000)).toBe('400 m')
  })

  it('carries sixty seconds of pace into the minute', () => {
    expect(pace(239.6)).toBe('4:00')
    expect(pace(272)).toBe('4:32')
    expect(pace(null)).toBe('–')
  })

  it('are told in miles to who wants them, but the course keeps its name', () => {
    chooseUnitsBy(() => 'mi')
    expect([distance(160_934), distance(160_935), distance(50_000), distance(-5)]).toEqual([
      '0.99 mi',
      '1.00 mi',
      '0.31 mi',
      '0.00 mi',
    ])
    expect([mark(496_844), distance(300_000), toGo({ cm: 300_000, toGoCm: 196_844 })]).toEqual([
      '3.09 mi',
      '1.86 mi',
      '1.23 mi',
    ])
    expect(toGo({ cm: 496_843, toGoCm: 1 })).toBe('0.01 mi')
    expect([pace(240), courseLength(500_000)]).toEqual(['6:26', '5 km'])
  })
  afterEach(() => chooseUnitsBy(() => 'km'))
})
