import { expect, it } from 'vitest'
import { boardRow } from '../testing/board-row.ts'
import { entry } from '../testing/race.ts'
import { inOrderOfBibs } from './in-order-of-bibs.ts'

it('has a start list in the order of the bibs as numbers, wherever everybody is', () => {
  const rows = ['A10', '59', '7', 'A2', '110'].map((bib, i) =>
    boardRow(i + 1, { entry: entry(i + 1, { bib }) }),
  )
  expect(inOrderOfBibs(rows).map((row) => row.entry.bib)).toEqual(['7', '59', '110', 'A2', 'A10'])
})
