import { describe, expect, it } from 'vitest'
import type { FixedScene } from './parameters.ts'
import { pageFitOf, remOf } from './source-fit.ts'

describe('a source of a broadcast', () => {
  it.each([
    [1920, 1080],
    [640, 360],
    [1080, 1920],
  ])('of %i x %i is the whole picture', (width, height) => {
    for (const scene of ['tower', 'clock', 'map'] as const)
      expect(remOf(scene, { width, height }, 10)).toBeNull()
  })

  it.each<[FixedScene, number, number, number, string]>([
    ['tower', 320, 480, 6.67, 'is filled from side to side'],
    ['tower', 400, 330, 6, 'has fewer lines rather than small ones'],
    ['tower', 200, 480, 6, 'has less in a line rather than small ones'],
    ['clock', 300, 80, 6.15, 'has nothing but its figures'],
    ['clock', 120, 40, 3.08, 'has its figures however small they are'],
    ['gap', 400, 100, 6.25, 'has all of both names'],
    ['lower-third', 800, 120, 7.06, 'is filled from top to bottom'],
    ['map', 480, 270, 7.94, 'has signs that can be read'],
    ['podium', 620, 350, 5.64, 'is a page made smaller'],
    ['results', 480, 270, 6.37, 'is a list rather than a page of small figures'],
    ['results', 300, 400, 6.25, 'is a list as wide as the source'],
  ])('for a %s of %i x %i has a rem of %d px: it %s', (scene, width, height, rem) => {
    expect(remOf(scene, { width, height }, 10)).toBeCloseTo(rem, 2)
  })

  it('has as many lines of a long list on a page as have room', () => {
    const fit = (width: number, height: number) => {
      const source = { width, height }
      return pageFitOf('results', source, remOf('results', source, 10))
    }
    expect(fit(1920, 1080)).toEqual({ columns: 2, linesInColumn: 10 })
    expect(fit(620, 350)).toEqual({ columns: 2, linesInColumn: 10 })
    expect(fit(480, 270)).toEqual({ columns: 1, linesInColumn: 7 })
    expect(fit(300, 400)).toEqual({ columns: 1, linesInColumn: 12 })
    expect(fit(300, 90)).toEqual({ columns: 1, linesInColumn: 1 })
  })

  it('is the smaller the more lines are asked for, until they would not be read', () => {
    const tower = (lines: number) => remOf('tower', { width: 480, height: 359 }, lines)!
    expect(tower(3)).toBeGreaterThan(tower(6))
    expect([tower(12), tower(20)]).toEqual([6, 6])
  })
})
