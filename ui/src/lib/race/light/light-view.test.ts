import { describe, expect, it } from 'vitest'
import { type Line, wantsLight } from './light-view.ts'

const good: Line = { saveData: false, expectedRoundTripMs: 60, roundTripMs: null }

describe('the light view', () => {
  it('is chosen by itself where data is to be saved or round trips are bad', () => {
    expect(wantsLight(null, good)).toBe(false)
    expect(wantsLight(null, { ...good, saveData: true })).toBe(true)
    expect(wantsLight(null, { ...good, expectedRoundTripMs: 2400 })).toBe(true)
    expect(wantsLight(null, { ...good, roundTripMs: 2400 })).toBe(true)
  })

  it('goes by the round trips to our own server as soon as there are any', () => {
    expect(wantsLight(null, { ...good, expectedRoundTripMs: 2400, roundTripMs: 300 })).toBe(false)
  })

  it('is what the address asks for, whatever the line is like', () => {
    expect(wantsLight('1', good)).toBe(true)
    expect(wantsLight('0', { ...good, saveData: true, roundTripMs: 9000 })).toBe(false)
  })
})
