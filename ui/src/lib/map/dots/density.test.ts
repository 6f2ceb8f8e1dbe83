import { Entities, EntityFlag, Playout, type Position } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { squareLaps } from '../../testing/square-laps.ts'
import { courseTexels, lengthOf } from './course-texels.ts'
import { ribbonShare, ribbonWidth } from './crowd.ts'
import { cells, Density } from './density.ts'
import { DotTable } from './dot-table.ts'

const texels = courseTexels(squareLaps(2))
const lengthCm = lengthOf(texels)

/** `count` runners at 3 m/s, `gapCm` apart behind the one at `firstCm`. */
function densityOf(count: number, firstCm: number, gapCm: number, flags = 0): Density {
  const entities = new Entities()
  const playout = new Playout(lengthCm, 1000)
  const take = (position: Position) => playout.take(entities, entities.set(position, 1))
  for (let i = 0; i < count; i++) take([i + 1, firstCm - i * gapCm, 0, 3000, 3000, flags])
  for (let i = 0; i < count; i++) take([i + 1, firstCm - i * gapCm + 300, 1000, 3000, 3000, flags])
  const dots = new DotTable()
  dots.fill(entities, playout, 0, texels.origin, {
    colours: new Map(),
    hidden: new Set<number>(),
    out: new Map<number, number>(),
  })
  const density = new Density(texels)
  density.count(dots)
  return density
}

const sumOf = (density: Density, time: number) => {
  let sum = 0
  for (let k = 0; k < cells; k++) sum += density.at((k + 0.5) * density.cellCm, time) * density.cellCm
  return sum
}

describe('how crowded the course is', () => {
  it('counts everybody once, at each moment of a tick', () => {
    const density = densityOf(500, 200_000, 100)
    for (const time of [0, 400, 1000]) expect(sumOf(density, time)).toBeCloseTo(500, 1)
    expect(density.at(175_000, 0)).toBeCloseTo(1 / 100, 4)
    expect(density.at(60_000, 0)).toBe(0)
  })

  it('goes on with the runners between two ticks', () => {
    const density = densityOf(500, 200_000, 100)
    const front = [0, 500, 1000].map((time) => density.at(200_000, time))
    expect(front[1]! - front[0]!).toBeGreaterThan(0)
    expect(front[2]! - front[1]!).toBeCloseTo(front[1]! - front[0]!, 6)
  })

  it('leaves out who is in, and is none where there are few', () => {
    expect(sumOf(densityOf(500, 200_000, 100, EntityFlag.finished), 0)).toBe(0)
    expect(densityOf(150, 200_000, 1).crowded).toBe(false)
  })
})

describe('the ribbon', () => {
  const near = { dotCm: 100, mostPx: 20 }
  const far = { dotCm: 2000, mostPx: 20 }

  it('dissolves into dots as the view comes near', () => {
    const density = densityOf(500, 200_000, 100)
    expect(ribbonShare(density, 175_000, 0, far)).toBe(1)
    expect(ribbonShare(density, 175_000, 0, near)).toBe(0)
    expect(ribbonWidth(density, 175_000, 0, near)).toBe(0)
  })

  it('is the wider the denser the field is, and never wider than the widest', () => {
    const width = (gapCm: number) => ribbonWidth(densityOf(900, 390_000, gapCm), 380_000, 0, far)
    const widths = [200, 50, 20].map(width)
    expect(widths[0]).toBeGreaterThan(2)
    expect(widths[1]).toBeGreaterThan(widths[0]!)
    expect(widths[2]).toBeGreaterThan(widths[1]!)
    expect(widths[2]).toBeLessThan(20)
  })
})
