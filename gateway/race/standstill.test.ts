import { describe, expect, it } from 'vitest'
import { type Anchor, standstill } from './standstill.ts'

describe('standing', () => {
  /** Whether somebody at `cm[i]` after i seconds is held to be standing, each second. */
  const standing = (cm: number[]) => {
    let anchor: Anchor = [0, 0]
    return cm.map((at, s) => {
      const step = standstill(anchor, at, s * 1000)
      anchor = step.anchor
      return step.stopped
    })
  }

  it('begins after 8 s without 3 m of progress', () => {
    const cm = [0, 300, 600, ...Array(10).fill(620)]
    expect(standing(cm).indexOf(true)).toBe(10)
  })

  it('is not what the slowest walker does, who takes half an hour a kilometre', () => {
    expect(standing(Array.from({ length: 60 }, (_, s) => Math.round(s * 55.5))).includes(true)).toBe(false)
  })

  it('does not end by errors of a receiver that creep forward, but by 3 m of progress', () => {
    const cm = [0, ...Array(9).fill(0), 80, 150, 210, 260, 290, 305, 600]
    const seen = standing(cm)
    expect(seen.slice(8, 15)).toEqual(Array(7).fill(true))
    expect(seen.slice(15)).toEqual([false, false])
  })
})
