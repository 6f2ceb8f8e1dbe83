import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cornerAt, type LabelPlace, type LabelRequest, placeLabels } from './label-places.ts'

const free = { left: 0, top: 0, right: 1000, bottom: 800 }
const label = (id: number, x: number, y: number, changes: Partial<LabelRequest> = {}): LabelRequest => ({
  ...{ id, x, y, width: 80, shortWidth: 20, height: 18, isMine: false },
  ...changes,
})
const long = (side: LabelPlace['side']): LabelPlace => ({ side, isShort: false })

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
      isShort: true,
    })
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
