import { describe, expect, it } from 'vitest'
import { endPlaces } from './end-places.ts'
import { fanOf } from './fan.ts'
import { passagesOf } from './passages.ts'
import { distanceMarks, msAt, type Plot, timeMarks, xOf, yOf } from './plot.ts'
import { scrubbed, within } from './scrub-keys.ts'
import { bandOf, drawn, passageAt, pathOf, piecesOf } from './trace-path.ts'

/** 5 km in 50 minutes on 500 x 100 px: 10 px a minute, 20 px a km. */
const plot: Plot = { left: 0, top: 0, width: 500, height: 100, spanMs: 3_000_000, lengthCm: 500_000, rem: 16 }
const sampled = (cm: (number | null)[]) => ({ fromMs: 0, everyMs: 10_000, cm })

describe('the plot of time and distance', () => {
  it('has time to the right and distance upwards, and finds the time of a place', () => {
    expect([xOf(plot, 0), xOf(plot, 600_000)]).toEqual([0, 100])
    expect([yOf(plot, 0), yOf(plot, 500_000)]).toEqual([100, 0])
    expect(msAt(plot, xOf(plot, 1_234_000))).toBeCloseTo(1_234_000)
  })

  it('marks round times and distances, as many as there is room for', () => {
    expect(timeMarks(plot).map((ms) => ms / 60_000)).toEqual([0, 10, 20, 30, 40, 50])
    expect(timeMarks({ ...plot, width: 100 }).map((ms) => ms / 60_000)).toEqual([0, 30])
    expect(distanceMarks(plot).map((cm) => cm / 100_000)).toEqual([2])
    expect(distanceMarks({ ...plot, height: 200 }).map((cm) => cm / 100_000)).toEqual([1, 2, 3, 4])
    const track = { ...plot, lengthCm: 40_000 }
    expect(distanceMarks(track)).toEqual([20_000])
  })
})

describe('the line of a runner', () => {
  it('ends at the moment shown, and breaks where nothing is known', () => {
    const trace = sampled([0, 3000, null, 9000, 12_000])
    expect(piecesOf(trace, 35_000, null)).toEqual([
      [
        [0, 0],
        [10_000, 3000],
      ],
      [
        [30_000, 9000],
        [35_000, 10_500],
      ],
    ])
  })

  it('ends at the finish once that is past, and not before', () => {
    const trace = sampled([400_000, 450_000, 500_000, 500_000])
    const finish = [17_500, 500_000] as const
    expect(piecesOf(trace, 30_000, finish)[0]!.at(-1)).toEqual(finish)
    expect(piecesOf(trace, 15_000, finish)[0]!.at(-1)).toEqual([15_000, 475_000])
  })

  it('is drawn by as few points as show it', () => {
    const even = sampled(Array.from({ length: 300 }, (_, i) => i * 1500))
    expect(pathOf(plot, piecesOf(even, 3_000_000, null))).toBe('M0 100L498.3 10.3')
    const stopped = sampled([...Array(100).keys()].map((i) => Math.min(i, 50) * 3000))
    expect(pathOf(plot, piecesOf(stopped, 3_000_000, null)).split('L')).toHaveLength(3)
  })

  it('says when somebody came past a place', () => {
    const trace = sampled([0, 3000, 3000, 3000, 9000, null])
    expect([passageAt(trace, 1500), passageAt(trace, 3000), passageAt(trace, 6000)]).toEqual([
      5000, 10_000, 35_000,
    ])
    expect(passageAt(trace, 9001)).toBeNull()
  })

  it('has the passages of each runner at the places that are watched, as far as they are known', () => {
    const one = { bib: '7', cm: [0, 3000, 9000], who: '', letter: 'A', colour: 0 }
    const traces = [one, { ...one, bib: '9', cm: [0, 1500] }].map((trace) => ({
      ...{ ...trace, gunMs: 0, atCm: null, finishMs: null, expected: null },
    }))
    const found = passagesOf({ fromMs: 0, everyMs: 10_000, passes: [1500, 6000], traces })
    expect([...found].map(([bib, at]) => [bib, ...at])).toEqual([
      ['7', [1500, 5000], [6000, 15_000]],
      ['9', [1500, 10_000]],
    ])
  })

  it('fans out to where the finish may be, never into the past', () => {
    const fan = fanOf(plot, [1_200_000, 250_000], { raceMs: 2_400_000, early: 1_000_000, late: 2_700_000 })
    expect(fan.line).toBe('M200 50L400 0')
    expect(fan.area).toBe('M200 50L200 0L450 0Z')
  })
})

describe('the band of the field', () => {
  it('lies between the first and the last where both are known', () => {
    const front = sampled([0, 60_000, 120_000])
    const back = sampled([0, 30_000, null])
    expect(bandOf(plot, front, back, 3_000_000)).toBe('M0 100L1.7 88L1.7 94L0 100Z')
    expect(bandOf(plot, front, sampled([]), 3_000_000)).toBe('')
  })
})

describe('the moment shown', () => {
  const range = { from: 0, to: 100_000 }
  it.each([
    ['ArrowRight', false, 51_000],
    ['ArrowLeft', false, 49_000],
    ['ArrowRight', true, 60_000],
    ['ArrowUp', false, 60_000],
    ['PageDown', false, 0],
    ['PageUp', false, 100_000],
    ['Home', false, 0],
    ['End', false, 100_000],
    ['Enter', false, null],
  ])('moves by %s (Shift: %s) from 50 s to %s', (key, shiftKey, to) => {
    expect(scrubbed({ key, shiftKey }, 50_000, range)).toBe(to)
  })

  it('stays where there is something to show', () => {
    expect([within(-5, range), within(1e9, range), within(5, { from: 9, to: 3 })]).toEqual([0, 100_000, 9])
  })
})

describe('labels at the ends of lines', () => {
  it('are where the lines end, moved apart no more than they have to be, and kept inside', () => {
    expect(endPlaces([10, 50], 14, 0, 100)).toEqual([10, 50])
    expect(endPlaces([52, 50, 51], 14, 0, 100)).toEqual([78, 50, 64])
    expect(endPlaces([0, 0, 0], 14, 0, 100)).toEqual([0, 14, 28])
    expect(endPlaces([98, 99], 14, 0, 100)).toEqual([86, 100])
  })
})

describe('what is drawn of a runner', () => {
  const trace = { ...sampled([0, 3000, 6000, 9000]), atCm: 4500, finishMs: null }
  it('is all that is known, and what of it is past at the moment shown', () => {
    const { past, known, end, isIn } = drawn(plot, trace, 15_000, 30_000)
    expect([end, isIn]).toEqual([[15_000, 4500], false])
    expect(past).toBe('M0 100L2.5 99.1')
    expect(known).toBe('M0 100L5 98.2')
  })

  it('goes on to where somebody is now, later than what was recorded, but not over minutes without', () => {
    expect(drawn(plot, { ...trace, atCm: 18_000 }, 60_000, 30_000).past).toBe('M0 100L10 96.4')
    expect(drawn(plot, { ...trace, atCm: 90_000 }, 300_000, 30_000).past).toBe('M0 100L5 98.2M50 82')
  })

  it('ends at the finish', () => {
    const { end, isIn } = drawn(plot, { ...trace, atCm: 500_000, finishMs: 40_000 }, 90_000, 30_000)
    expect([end, isIn]).toEqual([[40_000, 500_000], true])
  })
})
