import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accentOf, contrast, leastContrast } from './accent.ts'

const [paper, night] = ['#f3eee3', '#11151b']
const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

describe('the colour of an organiser', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
  ])('has the contrast of WCAG: %s on %s', (one, other, expected) => {
    expect(contrast(one, other)).toBeCloseTo(expected, 2)
    expect(contrast(other, one)).toBeCloseTo(expected, 2)
  })

  it('stays as it is where it stands out', () => {
    expect(accentOf('#0a6cc4')).toEqual({ onPaper: '#0a6cc4', onNight: '#0a6cc4' })
    expect(accentOf('#FFCC00').onNight).toBe('#ffcc00')
    expect(accentOf('#101840').onPaper).toBe('#101840')
  })

  it('is made darker by day and lighter by night, no more than it has to be', () => {
    expect(accentOf('#ffcc00').onPaper).toBe('#a68500')
    expect(accentOf('#101840').onNight).toBe('#5c627d')
  })

  it('stands out on either ground, whatever it is', () => {
    fc.assert(
      fc.property(colour, (given) => {
        const { onPaper, onNight } = accentOf(given)
        expect(contrast(onPaper, paper!)).toBeGreaterThanOrEqual(leastContrast)
        expect(contrast(onNight, night!)).toBeGreaterThanOrEqual(leastContrast)
      }),
    )
  })
})
