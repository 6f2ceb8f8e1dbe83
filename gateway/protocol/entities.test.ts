import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Entities } from './entities.ts'
import type { Position } from './messages.ts'

const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const id = fc.integer({ min: 1, max: 200 })
const onCourse = fc.tuple(id, int, int, int, int, int) as fc.Arbitrary<Position>
const offCourse = fc.tuple(
  id,
  int,
  int,
  int,
  int,
  int,
  int.filter((lat) => lat !== 0),
  int,
) as fc.Arbitrary<Position>
const positions = fc.array(fc.oneof(onCourse, offCourse), { maxLength: 300 })

/** The newest of each. */
const newestOf = (all: Position[]) => [...new Map(all.map((position) => [position[0], position])).values()]

describe('the table of positions', () => {
  it('gives back what was set last, however many there are', () => {
    fc.assert(
      fc.property(positions, (all) => {
        const entities = new Entities()
        all.forEach((position, i) => void entities.set(position, i))
        const newest = newestOf(all)
        expect(entities.size).toBe(newest.length)
        for (const position of newest)
          expect(entities.position(entities.slots.get(position[0])!)).toEqual(position)
      }),
      { seed: 1 },
    )
  })

  it('has a hash that depends on the positions alone, not on the way to them (S-5, H-2)', () => {
    fc.assert(
      fc.property(positions, (all) => {
        const [grown, made] = [new Entities(), new Entities()]
        for (const position of all) grown.set(position, 1)
        for (const position of newestOf(all).reverse()) made.set(position, 1)
        expect(grown.hash).toBe(made.hash)
      }),
      { seed: 2 },
    )
  })

  it('has another hash when any field of any position is another (H-1)', () => {
    fc.assert(
      fc.property(fc.oneof(onCourse, offCourse), fc.nat({ max: 5 }), (position, field) => {
        const [a, b] = [new Entities(), new Entities()]
        a.set(position, 1)
        b.set(position.map((value, i) => (i === field ? value ^ 1 : value)) as Position, 1)
        expect(a.hash).not.toBe(b.hash)
      }),
      { seed: 3 },
    )
  })

  it('is zero when empty, and hash and version follow each change', () => {
    const entities = new Entities()
    expect(entities.hash).toBe(0)
    const slot = entities.set([7, 1, 2, 3, 4, 0], 12)
    expect(entities.hash).toBe(entities.hashAt(slot))
    entities.set([7, 2, 3, 3, 4, 0], 13)
    expect(entities.version[slot]).toBe(13)
    expect(entities.hash).toBe(entities.hashAt(slot))
  })
})
