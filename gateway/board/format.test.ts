import { expect, it } from 'vitest'
import { gapText, paceText, raceTimeText } from './format.ts'

it.each([
  [272, '4:32'],
  [59.6, '1:00'],
  [3725, '62:05'],
  [null, ''],
])('writes a pace of %j s/km as %j', (pace, text) => {
  expect(paceText(pace)).toBe(text)
})

it.each([
  [0, '0:00'],
  [59_999, '0:59'],
  [545_000, '9:05'],
  [3_599_999, '59:59'],
  [3_600_000, '1:00:00'],
  [36_723_000, '10:12:03'],
  [-5500, '-0:05'],
  [-400, '0:00'],
])('writes a race time of %i ms as %j', (ms, text) => {
  expect(raceTimeText(ms)).toBe(text)
})

it('writes a gap with its sign, and none where none is known', () => {
  expect([gapText(12_300), gapText(0), gapText(null)]).toEqual(['+0:12', '+0:00', ''])
})
