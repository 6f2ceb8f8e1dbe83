import { afterEach, describe, expect, it } from 'vitest'
import { courseLength, covered, distance, pace } from './measure.ts'
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
    expect([pace(240), courseLength(500_000)]).toEqual(['6:26', '5 km'])
  })
  afterEach(() => chooseUnitsBy(() => 'km'))
})
