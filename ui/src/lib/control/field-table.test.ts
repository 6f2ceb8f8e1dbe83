import type { BoardRow } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { entry } from '../testing/race.ts'
import { columns } from './field-columns.ts'
import { FieldOrder, type Filter, type Sorting } from './field-order.ts'
import { countStates, type FieldRow } from './field-rows.ts'

const row = (bib: string, changes: Partial<FieldRow> = {}): FieldRow => ({
  entry: entry(Number.parseInt(bib.replace(/\D/g, ''), 10), { bib, name: `Runner ${bib}` }),
  state: 'running',
  since: 0,
  board: null,
  cm: null,
  isIn: false,
  ageMs: null,
  needs: null,
  ...changes,
})
/** Park and Miller's, uniform in (0, 1). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}
const bibs = (rows: FieldRow[]) => rows.map(({ entry }) => entry.bib)
const all: Filter = { states: [], category: '', wave: '', text: '' }
const sorted = (rows: FieldRow[], sorting: Sorting, raceMs: number) =>
  new FieldOrder().of(rows, sorting, all, raceMs)
const filtered = (rows: FieldRow[], filter: Filter) =>
  new FieldOrder().of(rows, { column: 'bib', down: false }, filter, 0)

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

  it('has no place, time or gap of who has not begun, no place and time of who is out, and all of the course for who is in', () => {
    const board = { position: 3, raceMs: 61_000, gapMs: 5000, finished: false } as BoardRow
    const told = (changes: Partial<FieldRow>) =>
      ['position', 'covered', 'time', 'gap'].map((id) =>
        columns
          .find((column) => column.id === id)!
          .text(row('7', { board, cm: 124_790, ...changes }), 61_000),
      )
    expect(told({})).toEqual(['3', '1.24 km', '1:01', '+0:05'])
    expect(told({ state: 'waiting', cm: 0 })).toEqual(['', '0 m', '', ''])
    expect(told({ state: 'DNF' })).toEqual(['', '1.24 km', '', '+0:05'])
    expect(told({ state: 'DSQ', isIn: true })[1]).toBe('1.25 km')
    const waits = row('1', { state: 'waiting', board })
    expect(bibs(sorted([waits, row('2', { board })], { column: 'position', down: true }, 0))).toEqual([
      '2',
      '1',
    ])
  })

  it('takes texts as equal that people take as equal, and has them by bib', () => {
    const named = (bib: string, name: string) => row(bib, { entry: entry(Number(bib), { bib, name }) })
    const rows = [named('3', 'ada'), named('2', ''), named('1', 'Ada'), named('4', 'Ben')]
    expect(bibs(sorted(rows, { column: 'name', down: false }, 0))).toEqual(['1', '3', '4', '2'])
    expect(bibs(sorted(rows, { column: 'name', down: true }, 0))).toEqual(['4', '1', '3', '2'])
  })

  it('is in the same order, tick after tick, as one that is put in order for the first time', () => {
    const order = new FieldOrder()
    const random = seeded(5)
    let field = Array.from({ length: 300 }, (_, i) => row(String(i + 1), { cm: 0 }))
    for (let tick = 0; tick < 200; tick++) {
      field = field.map((one) => ({
        ...one,
        cm: random() < 0.01 ? null : (one.cm ?? 0) + Math.floor(random() * 4),
        state: random() < 0.1 ? 'stopped' : 'running',
      }))
      // Now and then somebody is entered, or gets another name.
      if (tick % 50 === 20) field.push(row(String(1000 + tick)))
      if (tick % 50 === 40)
        field[tick] = { ...field[tick]!, entry: { ...field[tick]!.entry, name: `Renamed ${tick}` } }
      const sorting = { column: ['covered', 'name', 'state'][Math.floor(tick / 70)]!, down: tick % 3 === 0 }
      const filter = tick % 20 < 10 ? all : { ...all, text: '1' }
      expect(bibs(order.of(field, sorting, filter, tick))).toEqual(
        bibs(new FieldOrder().of(field, sorting, filter, tick)),
      )
    }
  })

  it('keeps what it knows of texts until one of them changes', () => {
    const order = new FieldOrder()
    const rows = [row('2', { entry: entry(2, { category: 'V40', wave: 'B' }) }), row('1')]
    const texts = order.textsOf(rows)
    expect([texts.categories, texts.waves]).toEqual([['V40'], ['B']])
    expect(order.textsOf(rows.map((one) => ({ ...one, entry: { ...one.entry, standing: 'DNF' } })))).toBe(
      texts,
    )
    const changed = rows.map((one) => ({ ...one, entry: { ...one.entry, category: 'SM' } }))
    expect(order.textsOf(changed).categories).toEqual(['SM'])
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
