import { describe, expect, it } from 'vitest'
import { boardRow } from '../testing/board-row.ts'
import { leadOf } from './lead-of.ts'

describe('the first on the course', () => {
  it('is in the lead until somebody is in', () => {
    expect(leadOf(boardRow(1))).toEqual({ title: 'In the lead', note: '' })
    expect(leadOf(undefined).title).toBe('In the lead')
  })

  it('is the first of the others from then on, beside the best time', () => {
    const best = boardRow(1, { finished: true, raceMs: 7_511_000 })
    expect(leadOf(best)).toEqual({ title: 'First on the course', note: 'Best time 2:05:11' })
  })
})
