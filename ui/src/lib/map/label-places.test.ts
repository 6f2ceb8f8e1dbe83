import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cornerAt, type LabelPlace, type LabelRequest, leadFrom, placeLabels } from './label-places.ts'

const free = { left: 0, top: 0, right: 1000, bottom: 800 }
const label = (id: number, x: number, y: number, changes: Partial<LabelRequest> = {}): LabelRequest => ({
  ...{ id, x, y, width: 80, shortWidth: 20, height: 18, isMine: false },
  ...changes,
})
const long = (side: LabelPlace['side']): LabelPlace => ({ side, row: 0, isShort: false })

describe('names at dots', () => {
  it('never cover each other and never leave what is free', () => {
    const requests = fc.array(
      fc.tuple(fc.integer({ min: -50, max: 1050 }), fc.integer({ min: -50, max: 850 })),
      {
        maxLength: 12,
      },
    )
    fc.assert(
      fc.property(requests, (places) => {
        const all = places.map(([x, y], i) => label(i, x, y, { isMine: i < 3 }))
        const boxes = [...placeLabels(all, new Map(), free)].map(([id, place]) => {
          const [left, top] = cornerAt(all[id]!, place)
          return { left, top, right: left + (place.isShort ? 20 : 80) }
        })
        boxes.forEach(({ left, top, right }, i) => {
          expect(left).toBeGreaterThanOrEqual(0)
          expect(top).toBeGreaterThanOrEqual(0)
          expect(right).toBeLessThanOrEqual(1000)
          expect(top + 18).toBeLessThanOrEqual(800)
          for (const other of boxes.slice(0, i)) {
            expect(right <= other.left || other.right <= left || Math.abs(other.top - top) >= 18).toBe(true)
          }
        })
      }),
    )
  })

  it('gives way to the one before it in the list', () => {
    const sides = placeLabels([label(1, 500, 400), label(2, 540, 400)], new Map(), free)
    expect(sides.get(1)).toEqual(long('left'))
    expect(sides.get(2)).toEqual(long('right'))
  })

  it('stays on its side while it can', () => {
    const below = new Map([[1, long('below')]])
    expect(placeLabels([label(1, 500, 400)], below, free).get(1)).toEqual(long('below'))
    expect(placeLabels([label(1, 500, 795)], below, free).get(1)).not.toEqual(long('below'))
  })

  it('is the letter or the place alone where there is no room for a name', () => {
    const walls = [
      { left: 540, top: 0, right: 1000, bottom: 800 },
      { left: 0, top: 0, right: 460, bottom: 800 },
    ]
    expect(placeLabels([label(1, 500, 400)], new Map(), free, walls).get(1)).toEqual({
      side: 'right',
      row: 0,
      isShort: true,
    })
  })

  it('needs more room to come or to grow than to stay, so that in a crowd it does not flicker', () => {
    const road = [
      { left: 0, top: 0, right: 1000, bottom: 380 },
      { left: 0, top: 420, right: 1000, bottom: 800 },
    ]
    // The dot of the other one comes as near to its end as it can without being covered.
    const crowd = [label(1, 641, 400), label(2, 540, 400)]
    const sideAt = (before: LabelPlace | null, walls = road) =>
      placeLabels(crowd, new Map(before && [[2, before]]), free, walls).get(2)
    expect(sideAt(long('right'))).toEqual(long('right'))
    expect(sideAt(null)).toEqual(long('left'))
    const oneSided = [...road, { left: 0, top: 0, right: 530, bottom: 800 }]
    expect(sideAt(long('right'), oneSided)).toEqual(long('right'))
    expect(sideAt({ ...long('right'), isShort: true }, oneSided)?.isShort).toBe(true)
  })

  it('stays where it stands, though somebody before it in the list could stand there now', () => {
    const narrow = [{ left: 0, top: 0, right: 530, bottom: 800 }]
    const both = [label(1, 545, 418), label(2, 540, 400)]
    const stood = new Map([[2, long('right')]])
    expect(placeLabels(both, stood, free, narrow).get(2)).toEqual(long('right'))
    expect(placeLabels(both, new Map(), free, narrow).get(1)).toEqual(long('right'))
  })

  it('is found by name of all six that are followed, at one place and with room at one side only', () => {
    const six = Array.from({ length: 6 }, (_, i) => label(i, 500 + i, 400, { isMine: true }))
    const open = [...placeLabels(six, new Map(), free).values()]
    expect(open.map(({ isShort, row }) => !isShort && Math.abs(row) < 2)).toEqual(Array(6).fill(true))
    const edge = { ...free, right: 560 }
    const column = [...placeLabels(six, new Map(), edge).values()]
    expect(column.map(({ isShort }) => isShort)).toEqual(Array(6).fill(false))
    // Once they have come apart, each is beside its own dot again.
    const apart = six.map((one, i) => ({ ...one, y: 100 + 100 * i }))
    const before = new Map(column.map((place, i) => [i, place]))
    expect([...placeLabels(apart, before, edge).values()].every(({ row }) => Math.abs(row) < 2)).toBe(true)
  })

  it('has a line from its near side to its dot, where it stands rows away', () => {
    const one = label(1, 500, 400, { isMine: true })
    for (const side of ['left', 'right'] as const) {
      for (const row of [-3, 2]) {
        const place = { side, row, isShort: false }
        const [left, top] = cornerAt(one, place)
        const { from, length, angle } = leadFrom(one, place)
        expect(left + from + length * Math.cos(angle)).toBeCloseTo(500)
        expect(top + 9 + length * Math.sin(angle)).toBeCloseTo(400)
      }
    }
  })

  it('of the followed is there in any crowd: over the dots of others and over signs, never over one another', () => {
    const crowd = Array.from({ length: 300 }, (_, i) =>
      label(10 + i, 450 + (i % 20) * 5, 360 + Math.floor(i / 20) * 5),
    )
    const mine = [label(1, 480, 390, { isMine: true }), label(2, 520, 400, { isMine: true })]
    const sign = [{ left: 400, top: 300, right: 600, bottom: 500 }]
    const places = placeLabels([...mine, ...crowd], new Map(), free, sign)
    expect([places.get(1), places.get(2)]).toEqual([long('left'), long('right')])
    // Who is not followed has no room there.
    expect(places.get(10 + 150)).toBeUndefined()
  })

  it('is nowhere where it would be covered, not even of the followed', () => {
    const mine = [label(1, 500, 400, { isMine: true })]
    const panel = [{ left: 505, top: 0, right: 1000, bottom: 800 }]
    expect(placeLabels(mine, new Map(), free, [], panel).get(1)).toEqual(long('left'))
    expect(placeLabels(mine, new Map(), free, [], [free]).size).toBe(0)
  })
})
