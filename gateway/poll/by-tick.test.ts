import { describe, expect, it } from 'vitest'
import { fix, raceRecord } from '../race/testing/fixes.ts'
import { byTick } from './by-tick.ts'

const race = raceRecord()
const at = (id: number, ...seconds: number[]) => seconds.map((s) => fix(id, s, s * 4))
/** Competitor and race time in s of each row, part by part. */
const parts = (rows: ReturnType<typeof at>) =>
  byTick(rows, race).map((part) => part.map((row) => `${row.competitorId}@${row.raceTimeMs / 1000}`))

describe('rows that came at once', () => {
  it('stay together where everybody has one', () => {
    const rows = [...at(1, 10), ...at(2, 8), ...at(3, 10)]
    expect(byTick(rows, race)).toEqual([rows])
    expect(byTick([], race)).toEqual([[]])
  })

  it('are told tick by tick where the store was slow', () => {
    expect(parts([...at(1, 9, 10, 11), ...at(2, 9, 10, 11)])).toEqual([
      ['1@9', '2@9'],
      ['1@10', '2@10'],
      ['1@11', '2@11'],
    ])
  })

  it('go with the second in which they end: a finish is of an instant', () => {
    expect(parts([...at(1, 9, 10), ...at(2, 9, 9.4)])).toEqual([
      ['1@9', '2@9'],
      ['1@10', '2@9.4'],
    ])
  })

  it('are told together where they are older than a screen can show', () => {
    const told = parts(at(1, 1, 2, 3, 4, 5, 6, 7, 8))
    expect(told).toEqual([['1@1', '1@2', '1@3', '1@4'], ['1@5'], ['1@6'], ['1@7'], ['1@8']])
  })
})
