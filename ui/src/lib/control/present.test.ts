import { describe, expect, it } from 'vitest'
import { Present } from './present.ts'

const race = { fixIntervalS: 1, playoutDelayMs: 2000 }

describe('the present at the desk', () => {
  it('is an interval ago, and as long as nearly all fixes need to come here', () => {
    const present = new Present()
    for (let i = 0; i < 30; i++) present.take(i * 1000, i * 1000 + (i % 20 === 3 ? 900 : 120))
    expect(present.delayMs(race)).toBe(2000)
    for (let i = 30; i < 60; i++) present.take(i * 1000, i * 1000 + (i === 40 ? 900 : 120))
    expect(present.delayMs(race)).toBe(1200)
  })

  it('is no earlier than spectators have it, and what they have while nothing has come', () => {
    const present = new Present()
    expect(present.delayMs(race)).toBe(2000)
    present.take(null, 5000)
    expect(present.delayMs(race)).toBe(2000)
    present.take(1000, 6000)
    expect(present.delayMs(race)).toBe(2000)
  })

  it('counts a tick once, however often the picture is drawn, and takes a clock that is behind for no head start', () => {
    const present = new Present()
    present.take(1000, 1950)
    for (let i = 0; i < 40; i++) present.take(2000, 1990)
    expect(present.delayMs(race)).toBe(2000)
    for (let i = 3; i < 40; i++) present.take(i * 1000, i * 1000 - 10)
    expect(present.delayMs(race)).toBe(1100)
  })
})
