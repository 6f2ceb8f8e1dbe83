import { describe, expect, it } from 'vitest'
import { entry } from '../../testing/race.ts'
import { bestMatches, folded, matching } from './search.ts'

const roster = [
  entry(1, { bib: '57', name: 'Émile Zielińska-Ó Súilleabháin' }),
  entry(2, { bib: '157', name: 'Øyvind Łukasz' }),
  entry(3, { bib: '570', name: 'Ben Straße' }),
  entry(4, { bib: 'F57', name: '王小明' }),
  entry(5, { bib: '5', name: 'ليلى حداد' }),
]
const found = (wanted: string) => bestMatches(roster, wanted, 10).map(({ bib }) => bib)

describe('finding somebody', () => {
  it('takes no notice of signs and cases', () => {
    expect(found('emile')).toEqual(['57'])
    expect(found('OYVIND')).toEqual(['157'])
    expect(found('strasse')).toEqual(['570'])
    expect(folded('Ångström')).toBe('angstrom')
  })

  it('takes words in any order, and any script', () => {
    expect(found('suill emi')).toEqual(['57'])
    expect(found('小明')).toEqual(['F57'])
    expect(found('حداد')).toEqual(['5'])
  })

  it('has that very bib first, then those that begin with it', () => {
    expect(found('57')).toEqual(['57', '570'])
    expect(found('f5')).toEqual(['F57'])
    expect(found('5')).toEqual(['5', '57', '570'])
  })

  it('has nobody for nothing wanted, where a list has everybody', () => {
    expect(found('  ')).toEqual([])
    expect(roster.filter(matching(' '))).toHaveLength(5)
  })
})
