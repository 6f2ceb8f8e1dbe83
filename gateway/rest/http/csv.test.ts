import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readTable } from '../../fixtures/read-csv.ts'
import { csv } from './csv.ts'

it('writes a header and a line for each row, with CRLF', () => {
  expect(csv(['bib', 'gap', 'finished'], [{ bib: 'F12', gap: null, finished: true }])).toBe(
    'bib,gap,finished\r\nF12,,true\r\n',
  )
})

it('is read back as it was by any reader, whatever is in a name', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((s) => !/^[=+\-@＝＋－＠\t\r\n]/.test(s))
  fc.assert(
    fc.property(fc.array(fc.record({ name: text, club: text }), { minLength: 1 }), (rows) => {
      expect(readTable(csv(['name', 'club'], rows))).toEqual(rows)
    }),
  )
})

it.each(['=1+1', '+44', '-2', '@SUM(A1)', '\tx', '\n=1', '＝1+1', '＠SUM(A1)', '=HYPERLINK("http://x","y")'])(
  'disarms the formula %j',
  (name) => {
    const [, line] = csv(['name'], [{ name }]).split('\r\n')
    expect(line!.replace(/^"/, '').startsWith("'")).toBe(true)
  },
)

it('leaves negative numbers and gaps alone', () => {
  expect(csv(['n', 'gap'], [{ n: -5, gap: '+1:02:03' }])).toBe('n,gap\r\n-5,+1:02:03\r\n')
})
