import { describe, expect, it } from 'vitest'
import { inkOn } from './ink-on.ts'

describe('what is written on the organiser’s colour', () => {
  it.each([
    ['#c8102e', '#ffffff'],
    ['#0a6cc4', '#ffffff'],
    ['#ffcc00', '#000000'],
    ['#757575', '#ffffff'],
    ['#777777', '#000000'],
  ])('is on %s %s', (colour, ink) => {
    expect(inkOn(colour)).toBe(ink)
  })
})
