import { describe, expect, it } from 'vitest'
import { boardRow } from '../../testing/board-row.ts'
import { entry } from '../../testing/race.ts'
import { followedOn, labelsOf, markingOf } from './marking.ts'

const board = [3, 1, 2].map((id, i) => boardRow(id, { position: i + 1, entry: entry(id, { bib: `F${id}` }) }))

describe('who of a board is followed', () => {
  it('is told in the order of the board, with the colours of the list', () => {
    const followed = followedOn(board, ['F2', null, 'F3', 'F9'])
    expect(followed.map(({ row, colour }) => [row.entry.id, colour])).toEqual([
      [3, 2],
      [2, 0],
    ])
  })

  it('marks the dots by competitor, and with the marking of before where that says the same', () => {
    const marking = markingOf({ board }, ['F2', 'F3'], new Map())
    expect([...marking]).toEqual([
      [3, 2],
      [2, 1],
    ])
    expect(markingOf({ board: [...board].reverse() }, ['F2', 'F3'], marking)).toBe(marking)
    expect([...markingOf({ board }, ['F3', 'F2'], marking)]).toEqual([
      [3, 1],
      [2, 2],
    ])
    expect([...markingOf({ board }, ['F2'], marking)]).toEqual([[2, 1]])
  })

  it('has names at the dots: the followed by their letters, then the first of the others', () => {
    const labels = labelsOf({ board, onCourse: board }, ['F2', 'F3'])
    expect(labels.map(({ id, letter, colour }) => [id, letter, colour])).toEqual([
      [2, 'A', 1],
      [3, 'B', 2],
      [1, '#2', 0],
    ])
  })

  it('has the first ten, and of those at their end who was named before, until they are far behind', () => {
    const many = Array.from({ length: 20 }, (_, i) => boardRow(i + 1, { position: i + 1 }))
    const named = (before: number[]) =>
      labelsOf(
        { board: many, onCourse: many },
        [],
        before.map((id) => ({ id })),
      ).map(({ id }) => id)
    expect(named([])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(named([1, 2, 3, 4, 5, 7, 8, 9, 11, 12])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 11])
    expect(named([7, 8, 9, 11, 14, 15])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 11])
    expect(named([11, 12, 13, 14, 15])).toEqual([1, 2, 3, 4, 5, 6, 7, 11, 12, 13])
  })

  it('has bibs at the names for who calls everybody by the bib, and none twice', () => {
    const [nameless, ...others] = board
    const some = [{ ...nameless!, entry: entry(3, { bib: 'F3', name: '' }) }, ...others]
    const labels = labelsOf({ board: some, onCourse: some }, ['F2'], [], true)
    expect(labels.map(({ letter, text }) => [letter, text])).toEqual([
      ['F2', others[1]!.entry.name],
      ['', 'F3'],
      ['F1', others[0]!.entry.name],
    ])
  })
})
