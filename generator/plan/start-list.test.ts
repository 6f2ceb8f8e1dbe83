import { describe, expect, it } from 'vitest'
import { Problem } from '../problems.ts'
import { readStartList } from './start-list.ts'

function refused(csv: string) {
  try {
    readStartList(csv)
  } catch (error) {
    if (error instanceof Problem)
      return { errors: error.errors ?? [], code: error.code, detail: error.message }
    throw error
  }
  throw new Error('was accepted')
}

describe('a start list', () => {
  it('gives an entry for every row', () => {
    const { entries, waves } = readStartList(
      'bib,name,club,category,wave,role,anonymous\nF12,Ada Lovelace,Engines AC,V40W,Blue,pacer,no\n7,,,,Red,,YES\n',
    )
    expect(waves).toEqual(['Blue', 'Red'])
    expect(entries).toEqual([
      {
        competitorId: 1,
        bib: 'F12',
        name: 'Ada Lovelace',
        club: 'Engines AC',
        category: 'V40W',
        wave: 'Blue',
        role: 'pacer',
        anonymous: false,
        standing: 'entered',
      },
      {
        competitorId: 2,
        bib: '7',
        name: '',
        club: '',
        category: '',
        wave: 'Red',
        role: 'competitor',
        anonymous: true,
        standing: 'entered',
      },
    ])
  })

  it.each([
    ['a byte order mark and CRLF', '\ufeffBib,Name\r\n1,Zoë\r\n2,王小明\r\n'],
    ['old Mac line ends', 'bib,name\r1,Zoë\r2,王小明'],
    ['semicolons', 'name;bib\nZoë;1\n王小明;2'],
    ['tabs', 'bib\tname\n1\tZoë\n2\t王小明\n'],
    ['blank lines and spaces', ' bib , name \n\n 1 , Zoë \n,\n2,王小明\n\n'],
    ['decomposed letters', 'bib,name\n1,Zoe\u0308\n2,王小明'],
  ])('may have %s', (_, csv) => {
    expect(readStartList(csv).entries.map(({ bib, name }) => [bib, name])).toEqual([
      ['1', 'Zoë'],
      ['2', '王小明'],
    ])
  })

  it('takes quoted commas and quotes as part of a name', () => {
    const { entries } = readStartList('bib,name\n1,"King, Martin ""Luther"""\n2,"محمد, الأمين 👩🏽‍🦽"\n')
    expect(entries.map(({ name }) => name)).toEqual(['King, Martin "Luther"', 'محمد, الأمين 👩🏽‍🦽'])
  })

  it.each([
    ['no name column', 'bib\n1', 1, 'startList', /column name is missing/],
    ['an unknown column', 'bib,name,shoe\n1,A,42', 1, 'startList', /"shoe" is not a column/],
    ['a column twice', 'bib,name,name\n1,A,B', 1, 'startList', /there twice/],
    ['an empty bib', 'bib,name\n1,A\n,B', 3, 'bib', /empty/],
    ['a bib twice', 'bib,name\n1,A\n2,B\n1,C', 4, 'bib', /that of line 2 too/],
    ['a long bib', 'bib,name\n1234567890123,A', 2, 'bib', /over 12/],
    ['no name', 'bib,name\n1,', 2, 'name', /empty/],
    ['a long name', `bib,name\n1,${'x'.repeat(121)}`, 2, 'name', /over 120/],
    ['a role that is none', 'bib,name,role\n1,A,king', 2, 'role', /not a role/],
    ['anonymous neither yes nor no', 'bib,name,anonymous\n1,A,perhaps', 2, 'anonymous', /neither/],
    ['a wave missing', 'bib,name,wave\n1,A,X\n2,B,', 3, 'wave', /empty, others have one/],
    ['too many cells', 'bib,name\n1,King, Martin', 2, 'startList', /3 cells for 2 columns/],
    ['lost characters', 'bib,name\n1,Zo\ufffd', 2, 'name', /lost/],
    ['a line break in a name', 'bib,name\n1,"A\nB"', 2, 'name', /control/],
    ['a quote that does not end', 'bib,name\n1,"A\n', 2, 'startList', /[Qq]uote/],
  ])('with %s is refused, saying where and what to do', (_, csv, row, field, message) => {
    const { errors, code, detail } = refused(csv)
    expect(code).toBe('invalid-start-list')
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ row, field })
    expect(errors[0]?.message).toMatch(message)
    expect(errors[0]?.remedy).not.toBe('')
    expect(detail).toContain(`row ${row}`)
  })

  it.each(['', '\n', 'bib,name\n', 'bib,name\n,\n'])('without entries is refused: %j', (csv) => {
    expect(refused(csv).errors.length).toBeGreaterThan(0)
  })

  it('that is an empty file is said to have no entries, and nothing of its columns', () => {
    for (const csv of ['', '\n'])
      expect(refused(csv).errors).toEqual([
        {
          field: 'startList',
          value: 0,
          message: 'has no entries',
          remedy: 'add a header and a row for everybody',
        },
      ])
  })

  it('names every wrong row, up to a hundred', () => {
    expect(refused('bib,name\n1,A\n1,B\n,C\n5,').errors.map(({ row }) => row)).toEqual([3, 4, 5])
    expect(refused(`bib,name\n${'1,A\n'.repeat(5000)}`).errors).toHaveLength(100)
  })
})
