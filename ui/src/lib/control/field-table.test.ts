import { describe, expect, it } from 'vitest'
import { entry } from '../testing/race.ts'
import { columns, countStates, filtered, sorted } from './field-columns.ts'
import type { FieldRow } from './field-rows.ts'

const row = (bib: string, changes: Partial<FieldRow> = {}): FieldRow => ({
  entry: entry(Number.parseInt(bib.replace(/\D/g, ''), 10), { bib, name: `Runner ${bib}` }),
  state: 'running',
  since: 0,
  board: null,
  cm: null,
  ageMs: null,
  needs: null,
  ...changes,
})
const bibs = (rows: FieldRow[]) => rows.map(({ entry }) => entry.bib)
const all = { states: [], category: '', wave: '', text: '' }

describe('the table of everybody', () => {
  it('counts bibs as people do', () => {
    const rows = [row('F10'), row('300'), row('9'), row('F2'), row('10')]
    expect(bibs(sorted(rows, { column: 'bib', down: false }, 0))).toEqual(['9', '10', '300', 'F2', 'F10'])
  })

  it('has those last of whom nothing is known, in either direction, and equal ones by bib', () => {
    const rows = [row('4'), row('3', { cm: 500 }), row('2', { cm: 100 }), row('1', { cm: 500 })]
    expect(bibs(sorted(rows, { column: 'covered', down: false }, 0))).toEqual(['2', '1', '3', '4'])
    expect(bibs(sorted(rows, { column: 'covered', down: true }, 0))).toEqual(['1', '3', '2', '4'])
  })

  it('has who needs a person first when it is sorted by state', () => {
    const rows = [
      row('1'),
      row('2', { state: 'finished' }),
      row('3', { state: 'stopped' }),
      row('4', { state: 'inFence', needs: 'stopped' }),
    ]
    expect(bibs(sorted(rows, { column: 'state', down: false }, 0))).toEqual(['4', '3', '1', '2'])
  })

  it('can be sorted by every column', () => {
    const rows = [row('2', { cm: 1, ageMs: 5, state: 'noFix', since: 10 }), row('1')]
    for (const { id } of columns) expect(sorted(rows, { column: id, down: false }, 100)).toHaveLength(2)
  })

  it('is narrowed by state, category, wave, and the beginning of a bib or a part of a name', () => {
    const rows = [
      row('1', {
        state: 'stopped',
        entry: entry(1, { bib: '1', category: 'V40', wave: 'A', name: 'Mia Ohm' }),
      }),
      row('12', { entry: entry(12, { bib: '12', category: 'V40', wave: 'B', name: 'Noor Aziz' }) }),
    ]
    expect(bibs(filtered(rows, all))).toEqual(['1', '12'])
    expect(bibs(filtered(rows, { ...all, states: ['stopped'] }))).toEqual(['1'])
    expect(bibs(filtered(rows, { ...all, category: 'V40', wave: 'B' }))).toEqual(['12'])
    expect(bibs(filtered(rows, { ...all, text: '12' }))).toEqual(['12'])
    expect(bibs(filtered(rows, { ...all, text: 'oHM' }))).toEqual(['1'])
  })

  it('says how many are in each state', () => {
    const counts = countStates([row('1'), row('2'), row('3', { state: 'DNF' })])
    expect([counts.get('running'), counts.get('DNF'), counts.get('noFix')]).toEqual([2, 1, 0])
  })

  it('tells for how long a state lasts only where somebody may ask', () => {
    const text = (changes: Partial<FieldRow>) =>
      columns.find(({ id }) => id === 'since')!.text(row('1', changes), 95_000)
    expect([
      text({ state: 'stopped', since: 5000 }),
      text({}),
      text({ state: 'finished', since: 5 }),
    ]).toEqual(['1:30', '', ''])
  })
})
