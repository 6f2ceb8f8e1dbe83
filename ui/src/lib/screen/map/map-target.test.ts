import { describe, expect, it } from 'vitest'
import { boxOf } from '../../map/grid.ts'
import { boardRow } from '../../testing/board-row.ts'
import { cornerCourse } from '../../testing/corner-course.ts'
import { layoutOf, viewOf } from '../view.ts'
import { mapTarget } from './map-target.ts'

const places = new Map<number, [number, number]>([
  [1, [10.0004, 50.0009]],
  [2, [10.0002, 50.0009]],
])
const subjects = {
  ...{ course: cornerCourse, battle: null, about: null, station: null },
  placeOf: (id: number) => places.get(id) ?? null,
}
const station = { place: [10, 50.0003] as [number, number] }
const whole = boxOf(cornerCourse.line)
const battle = { ahead: boardRow(1), behind: boardRow(2), gapMs: 1000, apartCm: 1500 }

describe('the map of the big screen', () => {
  it.each([
    ['field', {}, whole, false],
    ['standings', {}, whole, false],
    ['leader', { about: 1 }, [10.0004, 50.0009, 10.0004, 50.0009], true],
    ['leader', { about: 3 }, whole, false],
    ['lowerThird', { about: 2 }, [10.0002, 50.0009, 10.0002, 50.0009], true],
    ['battle', { battle }, [10.0002, 50.0009, 10.0004, 50.0009], true],
    ['battle', {}, whole, false],
    ['fence', {}, whole, false],
    ['finishLine', {}, boxOf([cornerCourse.finish]), false],
    ['arrivals', {}, boxOf([cornerCourse.finish]), false],
    ['arrivals', { station }, [10, 50.0003, 10, 50.0003], false],
  ] as const)(
    'goes for %s with %o to what that is about, or stays on the whole course',
    (view, about, box, moves) => {
      expect(mapTarget(view, { ...subjects, ...about })).toMatchObject({ box, moves })
    },
  )

  it('lies beside, above or below what is told, for every scene of the address', () => {
    const layouts = Object.fromEntries(Object.entries(viewOf).map(([name, view]) => [name, layoutOf(view)]))
    expect(layouts).toMatchObject({ map: 'panel', gap: 'strip', 'lower-third': 'strip', results: 'page' })
  })
})
