import { describe, expect, it } from 'vitest'
import { boardRow } from '../testing/board-row.ts'
import { entry } from '../testing/race.ts'
import { progressOf } from './progress.ts'

const finished = boardRow(1, { finished: true })
const finishers = [{ row: finished, at: 1 }]

describe('how far a race is', () => {
  it('is how many have finished of everybody who was entered', () => {
    expect(progressOf({ finishers, board: [finished, boardRow(2)], withdrawn: 0 })).toBe('1 of 2 finished')
  })

  it('counts who is out among those who were entered, and says how many those are', () => {
    const out = boardRow(3, { entry: entry(3, { standing: 'DNF' }) })
    const board = [finished, boardRow(2), out]
    expect(progressOf({ finishers, board, withdrawn: 1 })).toBe('1 of 3 finished, 1 out')
  })
})
