import { afterEach, describe, expect, it } from 'vitest'
import { messages as arabic } from '#messages/ar/index.ts'
import { messages as german } from '#messages/de/index.ts'
import { messages as english } from '#messages/en/index.ts'
import { distance } from '../format/measure.ts'
import { gap } from '../format/time.ts'
import { figure, listOf, say, sayIn } from './say.ts'

/** Without the marks that keep a text's direction. */
const bare = (text: string) => text.replace(/[\u2066-\u2069]/g, '')

describe('what is said', () => {
  afterEach(() => sayIn('en', english))

  it('has its values where the language wants them', () => {
    expect(say('race.following', { who: 'Ann', letter: 'B' })).toBe('Following Ann as B.')
    sayIn('de', german)
    expect(say('race.following', { who: 'Ann', letter: 'B' })).toBe('Sie folgen Ann als B.')
  })

  it('takes the plural form of its count', () => {
    expect(say('home.entered', { count: 1200 })).toBe('1,200 entered')
    sayIn('ar', arabic)
    const forms = [0, 1, 2, 3, 11, 100].map((count) => bare(say('home.entered', { count })))
    expect(new Set(forms).size).toBe(6)
    expect(forms[3]).toBe('3 مسجّلين')
    expect(forms[4]).toBe('11 مسجّلًا')
  })

  it('writes numbers as the language does, in the digits of bibs', () => {
    sayIn('de', german)
    expect(distance(496_644)).toBe('4,96 km')
    expect(figure(12_345)).toBe('12.345')
    sayIn('ar', arabic)
    expect(bare(distance(496_644))).toBe('4.96 كم')
  })

  it('joins names as the language does', () => {
    expect(listOf(['Ann', 'Ben', 'Cem'])).toBe('Ann, Ben and Cem')
    sayIn('de', german)
    expect(listOf(['Ann', 'Ben', 'Cem'])).toBe('Ann, Ben und Cem')
  })

  it('keeps figures and names of the other direction in one piece', () => {
    expect(say('race.noLongerFollowing', { who: 'سارة' })).toBe('No longer following \u2068سارة\u2069.')
    expect(gap(12_000)).toBe('+0:12')
    sayIn('ar', arabic)
    expect(gap(12_000)).toBe('\u2066+0:12\u2069')
    expect(say('race.noLongerFollowing', { who: 'Ann' })).toContain('\u2068Ann\u2069')
  })
})
