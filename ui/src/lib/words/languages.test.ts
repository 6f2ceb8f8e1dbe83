import { describe, expect, it } from 'vitest'
import { chooseLanguage } from './languages.ts'

const at = (path: string) => new URL(path, 'http://race.test')

describe('the language of a page', () => {
  it('is what the address asks for, before what was chosen and what the browser wants', () => {
    expect(chooseLanguage(at('/race/a?lang=ar'), 'de', ['en-GB'])).toBe('ar')
    expect(chooseLanguage(at('/race/a'), 'de', ['en-GB'])).toBe('de')
    expect(chooseLanguage(at('/race/a'), null, ['fr', 'de-AT', 'en'])).toBe('de')
  })

  it('is English where nothing that is asked for is there', () => {
    expect(chooseLanguage(at('/?lang=xx'), 'tlh', ['fr'])).toBe('en')
  })

  it('is English for who runs a race or builds on the feed', () => {
    expect(chooseLanguage(at('/control?lang=de'), 'de', ['de'])).toBe('en')
    expect(chooseLanguage(at('/feed'), 'ar', [])).toBe('en')
    expect(chooseLanguage(at('/feedback'), 'ar', [])).toBe('ar')
  })
})
