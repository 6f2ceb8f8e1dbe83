import { describe, expect, it } from 'vitest'
import { changedAddress, momentParameter, parseMoment, parseSpot, spotParameter } from './address.ts'

describe('what an address says of a screen', () => {
  it('is changed without touching the rest, and stays readable', () => {
    const href = 'http://host/race/x?follow=57,F12&lang=de'
    expect(changedAddress(href, { at: '0:19:08', spot: '-0.06,51.4' })).toBe(
      'http://host/race/x?follow=57,F12&lang=de&at=0:19:08&spot=-0.06,51.4',
    )
    expect(changedAddress(href, { follow: null, at: null })).toBe('http://host/race/x?lang=de')
  })

  it('is a place to a metre and back, and nothing where it is no place', () => {
    expect(spotParameter([-0.0657234567, 51.41987])).toBe('-0.06572,51.41987')
    expect(parseSpot('-0.06572,51.41987')).toEqual([-0.06572, 51.41987])
    for (const wrong of [null, '', '5', '1,2,3', 'a,b', '181,0', '0,91', ','])
      expect(parseSpot(wrong)).toBeNull()
  })

  it('is a moment as a clock or in seconds, and nothing where it is neither', () => {
    expect(['1:02:03', '19:08', '1148', '0'].map(parseMoment)).toEqual([3_723_000, 1_148_000, 1_148_000, 0])
    expect(parseMoment(momentParameter(3_723_900))).toBe(3_723_000)
    for (const wrong of [null, '', '-5', '1:2:3:4', 'noon', '1.5']) expect(parseMoment(wrong)).toBeNull()
  })
})
