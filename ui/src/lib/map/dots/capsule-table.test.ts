import { Entities, EntityFlag, Playout, type Position, reachCm } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { cornerCourse } from '../../testing/corner-course.ts'
import { CapsuleTable, stretch } from './capsule-table.ts'
import { courseTexels } from './course-texels.ts'
import { DotTable } from './dot-table.ts'

const texels = courseTexels(cornerCourse)
const slow = 30_000

/** The capsules of runners whose trackers tell every half minute, at `raceMs`. */
function capsulesAt(fixes: Position[], raceMs: number): { dots: DotTable; capsules: CapsuleTable } {
  const entities = new Entities()
  const playout = new Playout(cornerCourse.lengthCm, slow)
  for (const fix of fixes) playout.take(entities, entities.set(fix, 1))
  const dots = new DotTable()
  dots.fill(entities, playout, raceMs, texels.origin, {
    colours: new Map(),
    hidden: new Set<number>(),
    out: new Map<number, number>(),
  })
  const capsules = new CapsuleTable()
  capsules.build(dots, texels)
  return { dots, capsules }
}

const ends = ({ data, count }: CapsuleTable) =>
  Array.from({ length: count }, (_, k) => [
    data[k * stretch.stride + stretch.cmA],
    data[k * stretch.stride + stretch.cmB],
  ])

describe('a capsule', () => {
  it('begins at the last fix, bends where the course does and grows with the age of the fix', () => {
    const { capsules, dots } = capsulesAt([[1, 9000, 10_000, 2000, 2000, 0]], 15_000)
    expect(ends(capsules)).toEqual([
      [9000, 10_000],
      [10_000, 20_000],
    ])
    expect(dots.base).toBe(15_000)
    const reach = (time: number) => capsules.reachAt(1, time, cornerCourse.lengthCm)
    expect(reach(0)).toBeCloseTo(9000 + reachCm(2000, 5000), 0)
    expect(reach(10_000)).toBeCloseTo(9000 + reachCm(2000, 15_000), 0)
  })

  it('is kept as long as it was when somebody is not moved on any more, and never leaves the course', () => {
    const { capsules } = capsulesAt([[1, 1000, 0, 500, 500, 0]], 200_000)
    expect(capsules.reachAt(0, 0, cornerCourse.lengthCm)).toBeCloseTo(1000 + reachCm(500, 75_000), 0)
    const late = capsulesAt([[1, 19_000, 0, 5000, 5000, 0]], 200_000).capsules
    expect(late.reachAt(0, 0, cornerCourse.lengthCm)).toBe(cornerCourse.lengthCm)
  })

  it('is gone with the next fix', () => {
    const first: Position = [1, 1000, 0, 3000, 3000, 0]
    expect(capsulesAt([first], 20_000).capsules.count).toBeGreaterThan(0)
    expect(capsulesAt([first, [1, 7000, 20_000, 3000, 3000, 0]], 20_000).capsules.count).toBe(0)
  })

  it('has none who is between two fixes, in, or off the course', () => {
    const { capsules } = capsulesAt(
      [
        [1, 1000, 0, 3000, 3000, 0],
        [1, 9000, 60_000, 3000, 3000, 0],
        [2, cornerCourse.lengthCm, 0, 3000, 3000, EntityFlag.finished],
        [3, 5000, 0, 3000, 3000, EntityFlag.offCourse, 50_000_000, 10_000_000],
      ],
      30_000,
    )
    expect(capsules.count).toBe(0)
  })

  it('reaches from a standstill as far as the pace of before', () => {
    const { capsules, dots } = capsulesAt([[1, 1000, 0, 0, 2000, 0]], 10_000)
    expect(capsules.reachAt(0, 0, cornerCourse.lengthCm)).toBeCloseTo(1000 + reachCm(2000, 10_000), 0)
    expect(dots.moving).toBe(true)
  })
})
