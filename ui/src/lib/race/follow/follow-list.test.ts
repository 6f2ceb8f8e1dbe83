import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { followParameter, letterOf, parseFollow, toggled } from './follow-list.ts'

describe('whom a screen follows', () => {
  it('comes from the address and goes into it as it was', () => {
    for (const text of ['57', '57,F12', '57,,F12']) expect(followParameter(parseFollow(text))).toBe(text)
    expect(followParameter(parseFollow(null))).toBeNull()
    expect(followParameter(parseFollow(',,'))).toBeNull()
  })

  it('leaves out what is there twice and whoever is the seventh', () => {
    expect(parseFollow('1,2,2, 3 ,4,5,6,7')).toEqual(['1', '2', '3', '4', '5', '6'])
  })

  it('keeps the colours of the others when one goes, and gives the free one to the next', () => {
    const list = parseFollow('1,2,3')
    const without = toggled(list, '2')!
    expect(without).toEqual(['1', null, '3'])
    expect(toggled(without, '9')).toEqual(['1', '9', '3'])
  })

  it('follows six at most', () => {
    expect(toggled(parseFollow('1,2,3,4,5,6'), '7')).toBeNull()
    expect(toggled(parseFollow('1,2,3,4,5,6'), '6')).toEqual(['1', '2', '3', '4', '5'])
  })

  it('is as before after following somebody and letting go again', () => {
    const bibs = fc.uniqueArray(fc.stringMatching(/^[A-Z0-9]{1,5}$/), { maxLength: 5 })
    fc.assert(
      fc.property(bibs, (list) => {
        expect(toggled(toggled(list, 'new')!, 'new')).toEqual(list)
      }),
    )
  })

  it('has a letter for each colour', () => {
    expect([0, 5, 6].map(letterOf)).toEqual(['A', 'F', ''])
  })
})
