import { expect, it } from 'vitest'
import { byBib } from './bib-order.ts'

it('puts bibs in order as people count', () => {
  expect(['A10', '59', '7', 'A2', '110'].sort(byBib)).toEqual(['7', '59', '110', 'A2', 'A10'])
})
