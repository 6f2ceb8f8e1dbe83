import { CourseLine } from '@racecast/courses/line'
import { Entities, EntityFlag, newMoment, Playout, type Position } from '@racecast/gateway/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cornerCourse } from '../../testing/corner-course.ts'
import { latOf, lonOf } from '../mercator.ts'
import { courseTexels } from './course-texels.ts'
import { DotTable, field } from './dot-table.ts'
import { LookBit } from './look.ts'
import { placeOf, placeOnCourse } from './place.ts'

const line = new CourseLine(cornerCourse)
const texels = courseTexels(cornerCourse)
const nobody = {
  colours: new Map<number, number>(),
  hidden: new Set<number>(),
  out: new Map<number, number>(),
}
const metresPerDegree = 111_320

function metresFrom(at: readonly [number, number], lon: number, lat: number): number {
  const east = (lonOf(at[0] + texels.origin[0]) - lon) * metresPerDegree * Math.cos((lat * Math.PI) / 180)
  return Math.hypot(east, (latOf(at[1] + texels.origin[1]) - lat) * metresPerDegree)
}

function play(fixes: Position[]): { entities: Entities; playout: Playout } {
  const entities = new Entities()
  const playout = new Playout(cornerCourse.lengthCm, 1000)
  for (const fix of fixes) playout.take(entities, entities.set(fix, 1))
  return { entities, playout }
}

function placeAt(fixes: Position[], raceMs: number, filledAt = raceMs): [number, number] {
  const { entities, playout } = play(fixes)
  const table = new DotTable()
  table.fill(entities, playout, filledAt, texels.origin, nobody)
  return placeOf(texels, table, 0, raceMs - table.base, [0, 0])
}

describe('where the shader puts a dot', () => {
  it('is on the course to the millimetre, wherever along it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: cornerCourse.lengthCm, noNaN: true }), (cm) => {
        const [lon, lat] = line.pointAt(cm)
        expect(metresFrom(placeOnCourse(texels, cm, [0, 0]), lon, lat)).toBeLessThan(0.005)
      }),
    )
  })

  it('goes round a right angle between two fixes, not across it', () => {
    // The corner is at 100 m; the fixes are 5 m before and after it.
    const fixes: Position[] = [
      [1, 9500, 10_000, 5000, 5000, 0],
      [1, 10_500, 12_000, 5000, 5000, 0],
    ]
    const [lon, lat] = cornerCourse.line[1]!
    expect(metresFrom(placeAt(fixes, 11_000, 10_000), lon, lat)).toBeLessThan(0.01)
  })

  it('is where playout says at every moment of a piece, though the table was filled at its beginning', () => {
    const fixes: Position[] = [
      [1, 1000, 1000, 4000, 4000, 0],
      [1, 1400, 2000, 4000, 4000, 0],
      [1, 1900, 3000, 5000, 4500, 0],
    ]
    const { playout } = play(fixes)
    const moment = newMoment()
    for (const [filledAt, until] of [
      [1000, 2000],
      [2000, 3000],
      [3000, 5500],
    ] as const) {
      for (let t = filledAt; t <= until; t += 125) {
        playout.at(0, t, moment)
        const [lon, lat] = line.pointAt(moment.cm)
        expect(metresFrom(placeAt(fixes, t, filledAt), lon, lat)).toBeLessThan(0.01)
      }
    }
  })

  it('stands still once a fix is too old to go by', () => {
    const fixes: Position[] = [[1, 1000, 1000, 4000, 4000, 0]]
    const at = placeAt(fixes, 60_000)
    const [lon, lat] = line.pointAt(2000)
    expect(metresFrom(at, lon, lat)).toBeLessThan(0.01)
  })

  it('is off the course where the fixes are, straight from one to the next', () => {
    const off = EntityFlag.offCourse
    const [lon, lat] = [10.0004, 50.0004]
    const fixes: Position[] = [
      [1, 5000, 1000, 1000, 1000, off, lat * 1e6, lon * 1e6],
      [1, 5100, 2000, 1000, 1000, off, lat * 1e6 + 100, lon * 1e6],
    ]
    expect(metresFrom(placeAt(fixes, 1500, 1000), lon, lat + 50e-6)).toBeLessThan(0.05)
  })
})

describe('the table of dots', () => {
  it('has the followed last, so that they are drawn on top', () => {
    const { entities, playout } = play([1, 2, 3].map((id) => [id, 1000 * id, 1000, 3000, 3000, 0]))
    const table = new DotTable()
    table.fill(entities, playout, 1000, texels.origin, { ...nobody, colours: new Map([[1, 4]]) })
    expect(table.ids).toEqual([2, 3, 1])
    expect(table.data[2 * field.stride + field.look]! >> 8).toBe(4)
  })

  it('leaves out who has withdrawn', () => {
    const { entities, playout } = play([1, 2].map((id) => [id, 1000 * id, 1000, 3000, 3000, 0]))
    const table = new DotTable()
    table.fill(entities, playout, 1000, texels.origin, { ...nobody, hidden: new Set([1]) })
    expect(table.ids).toEqual([2])
  })

  it('keeps a mark where somebody gave up, though the tracker is carried on, as long as that is known', () => {
    const fixes = (from: number, to: number): Position[] =>
      Array.from({ length: to - from }, (_, i) => [1, 400 * (from + i), 1000 * (from + i), 4000, 4000, 0])
    const marking = { ...nobody, out: new Map([[1, 5500]]) }
    const table = new DotTable()
    const fill = ({ entities, playout }: ReturnType<typeof play>) =>
      table.fill(entities, playout, 9000, texels.origin, marking)
    fill(play(fixes(1, 9)))
    const [lon, lat] = line.pointAt(2200)
    expect(metresFrom(placeOf(texels, table, 0, 700, [0, 0]), lon, lat)).toBeLessThan(0.01)
    expect(table.data[field.look]).toBe(LookBit.out)
    expect([table.moving, table.aged]).toEqual([false, []])
    fill(play(fixes(7, 9)))
    expect(table.ids).toEqual([])
  })

  it('finds the dot of a competitor, and none for who has none any more', () => {
    const { entities, playout } = play([5, 3, 8].map((id) => [id, 1000 * id, 1000, 3000, 3000, 0]))
    const table = new DotTable()
    expect(table.indexOf(5)).toBeUndefined()
    table.fill(entities, playout, 1000, texels.origin, { ...nobody, colours: new Map([[5, 1]]) })
    expect([5, 3, 8, 9].map((id) => table.indexOf(id))).toEqual([2, 0, 1, undefined])
    table.fill(entities, playout, 1000, texels.origin, { ...nobody, hidden: new Set([3]) })
    expect([5, 3, 8].map((id) => table.indexOf(id))).toEqual([0, undefined, 1])
  })

  it('knows when the first piece ends, and when nothing moves', () => {
    const { entities, playout } = play([
      [1, 1000, 1000, 4000, 4000, 0],
      [1, 1400, 2000, 4000, 4000, 0],
      [2, 1000, 1000, 4000, 4000, 0],
    ])
    const table = new DotTable()
    table.fill(entities, playout, 1500, texels.origin, nobody)
    expect(table.until).toBe(2000)
    expect(table.moving).toBe(true)
    table.fill(entities, playout, 60_000, texels.origin, nobody)
    expect(table.moving).toBe(false)
  })

  it('tells by the look who is in the fence, frozen, off the course and in', () => {
    const { entities, playout } = play([
      [1, 1000, 1000, 0, 0, EntityFlag.inFence],
      [2, 1000, 1000, 0, 0, 0],
      [3, 1000, 1000, 0, 0, EntityFlag.offCourse, 50_000_000, 10_000_000],
      [4, cornerCourse.lengthCm, 1000, 0, 0, EntityFlag.finished],
    ])
    const table = new DotTable()
    table.fill(entities, playout, 1000, texels.origin, nobody)
    const looks = [0, 1, 2, 3].map((i) => table.data[i * field.stride + field.look])
    expect(looks).toEqual([LookBit.inFence, 0, LookBit.offCourse, LookBit.finished])
    table.fill(entities, playout, 20_000, texels.origin, nobody)
    expect(table.data[1 * field.stride + field.look]).toBe(LookBit.frozen)
  })
})
