import { describe, expect, it } from 'vitest'
import { age, clock, countdown, gap, gapFigure, giveOrTake, lasting, longClock, timeOfDay } from './time.ts'

describe('times as they are read', () => {
  it('has a gap of its own below a second, and none where it is not known', () => {
    expect([400, 1000, null].map(gapFigure)).toEqual(['+0:00', '+0:01', '–'])
  })

  it('gives or takes the wider half, and rather a second more', () => {
    expect(giveOrTake({ raceMs: 100_000, early: 90_000, late: 110_001 })).toBe('11 s')
    expect(giveOrTake({ raceMs: 200_000, early: 110_000, late: 210_000 })).toBe('1:30')
  })

  it('leaves the hours out until there is one', () => {
    expect([0, 999, 61_000, 3_599_999, 3_600_000].map(clock)).toEqual([
      '0:00',
      '0:00',
      '1:01',
      '59:59',
      '1:00:00',
    ])
  })

  it('does not wrap at sixty minutes nor at a day', () => {
    expect(longClock(3_661_000)).toBe('01:01:01')
    expect(longClock(90_000_000)).toBe('25:00:00')
  })

  it('counts down with a minus and shows zero only after the gun', () => {
    expect(clock(-1)).toBe('−0:01')
    expect(clock(-61_000)).toBe('−1:01')
  })

  it('says nothing about the gap of who leads', () => {
    expect(gap(null)).toBe('')
    expect(gap(0)).toBe('')
    expect(gap(12_400)).toBe('+0:12')
    expect(gap(3_723_000)).toBe('+1:02:03')
  })

  it('rounds an age more coarsely the older it is', () => {
    expect([0, 400, 2100, 89_000, 240_000, 7_200_000].map(age)).toEqual([
      '0.0 s',
      '0.4 s',
      '2 s',
      '89 s',
      '4 min',
      '2 h',
    ])
  })

  it('tells a stay in the fence in seconds, then in minutes', () => {
    expect(lasting(8_900)).toBe('8 s')
    expect(lasting(80_000)).toBe('1:20')
  })

  it('counts the last second before the gun as one', () => {
    expect(countdown(400)).toBe('0:01')
    expect(countdown(90_061_000)).toBe('1 d 1 h')
  })
})

it('a moment is told by the clock of whoever looks', () => {
  expect(timeOfDay(new Date(2026, 10, 24, 9, 5, 7).getTime())).toBe('09:05:07')
})
