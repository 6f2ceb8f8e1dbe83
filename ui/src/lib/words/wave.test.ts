import { describe, expect, it } from 'vitest'
import { waveName } from './wave.ts'

describe('the name of a wave', () => {
  it('says what a number or a letter is of, and repeats no name that says it', () => {
    expect(['2', 'B', 'Wave 2', 'Seniors'].map(waveName)).toEqual(['Wave 2', 'Wave B', 'Wave 2', 'Seniors'])
  })
})
