import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cornerAt, type LabelRequest, placeLabels } from './label-places.ts'

const free = { left: 0, top: 0, right: 1000, bottom: 800 }
const label = (id: number, x: number, y: number): LabelRequest => ({ id, x, y, width: 80, height: 18 })

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
        const all = places.map(([x, y], i) => label(i, x, y))
        const boxes = [...placeLabels(all, new Map(), free)].map(([id, side]) => cornerAt(all[id]!, side))
        boxes.forEach(([left, top], i) => {
          expect(left).toBeGreaterThanOrEqual(0)
          expect(top).toBeGreaterThanOrEqual(0)
          expect(left + 80).toBeLessThanOrEqual(1000)
          expect(top + 18).toBeLessThanOrEqual(800)
          for (const [x, y] of boxes.slice(0, i)) {
            expect(Math.abs(x - left) >= 80 || Math.abs(y - top) >= 18).toBe(true)
          }
        })
      }),
    )
  })

  it('gives way to the one before it in the list', () => {
    const sides = placeLabels([label(1, 500, 400), label(2, 540, 400)], new Map(), free)
    expect(sides.get(1)).toBe('left')
    expect(sides.get(2)).toBe('right')
  })

  it('stays on its side while it can', () => {
    expect(placeLabels([label(1, 500, 400)], new Map([[1, 'below']]), free).get(1)).toBe('below')
    expect(placeLabels([label(1, 500, 795)], new Map([[1, 'below']]), free).get(1)).not.toBe('below')
  })
})
