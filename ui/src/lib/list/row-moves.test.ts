import { describe, expect, it } from 'vitest'
import { RowMoves } from './row-moves.ts'

const [row, other] = [{}, {}]

describe('the moves of the rows of a list that is replaced all the time', () => {
  it('take half a second each where every one arrives', () => {
    const moves = new RowMoves()
    expect(moves.durationOf(row, 0, 100, 0)).toBe(500)
    expect(moves.durationOf(row, 100, 200, 1000)).toBe(500)
  })

  it('end when they would have ended if the list is replaced meanwhile, wherever they lead', () => {
    const moves = new RowMoves()
    moves.durationOf(row, 0, 100, 0)
    expect(moves.durationOf(row, 40, 100, 200)).toBe(300)
    expect(moves.durationOf(row, 60, 300, 400)).toBe(100)
  })

  it('are over by time where frames are so slow that a row is still where it was', () => {
    const moves = new RowMoves()
    moves.durationOf(row, 0, 100, 0)
    expect(moves.durationOf(row, 0, 100, 1000)).toBe(0)
  })

  it('are none for any row while frames are slow, and come back later', () => {
    const moves = new RowMoves()
    moves.durationOf(row, 0, 100, 0)
    moves.durationOf(row, 0, 100, 1000)
    expect(moves.durationOf(other, 100, 0, 2000)).toBe(0)
    expect(moves.durationOf(other, 0, 100, 11_000)).toBe(500)
  })

  it('are never longer than half a second behind the order, however slow frames are', () => {
    const moves = new RowMoves()
    let seen = 0
    const shown = [100, 0, 100, 0, 100].map((to, second) => {
      // No frame comes between two updates: a row gets nowhere unless it is put there.
      if (moves.durationOf(row, seen, to, second * 1000) === 0) seen = to
      return seen
    })
    expect(shown).toEqual([0, 0, 100, 0, 100])
  })
})
