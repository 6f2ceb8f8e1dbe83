import { describe, expect, it } from 'vitest'
import { type Direction, direct, leastDwellMs } from './director.ts'
import { type Roll, type RollSight, roll } from './roll.ts'
import type { Sight } from './sight.ts'

const start = 1_000_000_000

/** Seen at second `s`, with who finished at which second, ascending. */
function seen(finishes: readonly number[], s: number, changes: Partial<RollSight> = {}): RollSight {
  const arrived = finishes.flatMap((at, id) => (at <= s ? { id, agoMs: (s - at) * 1000 } : []))
  return { now: start + s * 1000, arrived, isShown: true, about: null, ...changes }
}

/** The pages of a roll, each with how long it was on the screen, s. */
function pages(rolls: readonly Roll[]): [ids: readonly number[], s: number][] {
  const all: [readonly number[], number][] = []
  let last: readonly number[] | null = null
  for (const { page } of rolls) {
    if (page.length > 0 && page !== last) all.push([page, 0])
    if (page.length > 0) all.at(-1)![1]++
    last = page
  }
  return all
}

function run(
  seconds: number,
  finishes: readonly number[],
  changes: (s: number) => Partial<RollSight>,
): Roll[] {
  const all: Roll[] = []
  for (let s = 0; s < seconds; s++) all.push(roll(all.at(-1) ?? null, seen(finishes, s, changes(s))))
  return all
}

describe('the roll of finishers', () => {
  it('names one after another as they come in, each for as long as it takes to read', () => {
    expect(pages(run(20, [2, 3, 4, 9], () => ({})))).toEqual([
      [[0], 6],
      [[1, 2], 6],
      [[3], 6],
    ])
  })

  it('turns faster while more than a page waits, and names everybody once', () => {
    const fifty = Array.from({ length: 50 }, (_, i) => i / 50)
    const shown = pages(run(20, fifty, () => ({})))
    expect(shown.map(([ids, s]) => [ids.length, s])).toEqual([
      // At first only one was in.
      [1, 4],
      [20, 4],
      [20, 6],
      [9, 6],
    ])
    expect(shown.flatMap(([ids]) => ids)).toEqual(fifty.map((_, i) => i))
  })

  it('keeps those who come in meanwhile until it is on the screen again', () => {
    const rolls = run(40, [1, 12, 14, 20], (s) => ({ isShown: s < 10 || s >= 30 }))
    expect(pages(rolls).map(([ids]) => ids)).toEqual([[0], [1, 2, 3]])
    expect(rolls[25]!.waiting).toBe(3)
  })

  it('has a page again that was cut off before it could be read', () => {
    const rolls = run(20, [1, 2], (s) => ({ isShown: s < 9 || s > 10 }))
    expect(pages(rolls).map(([ids, s]) => [ids, s])).toEqual([
      [[0], 6],
      [[1], 2],
      [[1], 9],
    ])
  })

  it('does not name who is told of in another way', () => {
    const rolls = run(20, [1, 2], (s) => (s < 5 ? { isShown: false, about: s < 1 ? null : 0 } : {}))
    expect(pages(rolls).map(([ids]) => ids)).toEqual([[1]])
  })

  it('names who is found to have come in long ago', () => {
    const early = roll(null, seen([1], 100))
    const late = roll(early, { ...seen([1, 2], 101), isShown: true })
    expect(late.page).toEqual([1])
  })

  it('begins with those who have just come in, when the screen is opened late', () => {
    expect(roll(null, seen([1, 2, 60, 80], 100)).page).toEqual([3])
  })

  it('begins anew with another round of the race, and with a clock that goes back', () => {
    const first = run(20, [1], () => ({})).at(-1)!
    const nobody = roll(first, seen([90], 80))
    expect(nobody.named.size).toBe(0)
    expect(roll(nobody, seen([90], 90)).page).toEqual([0])
    expect(roll(first, seen([0], 0)).page).toEqual([0])
  })
})

describe('a mass finish on the big screen', () => {
  /** Ten thousand within 74 minutes: 4.5 a second where they are densest, and fewer before and after. */
  const finishes = Array.from({ length: 10_000 }, (_, i) => 3600 + 2220 * peaked((i + 0.5) / 10_000))
  const from = Math.floor(finishes[0]!) - 5

  /** The programme and the roll together, as a screen runs them, until the last has been named. */
  function screened(): { directions: Direction[]; rolls: Roll[] } {
    const directions: Direction[] = []
    const rolls: Roll[] = []
    for (let s = from; s < finishes.at(-1)! + 120; s++) {
      const { now, arrived } = seen(finishes, s)
      const finished = arrived.length
      const fresh = arrived.filter(({ agoMs }) => agoMs <= 30_000)
      const sight: Sight = {
        ...{
          now,
          phase: 'running',
          untilGunMs: 0,
          stale: false,
          apart: true,
          leaderToGoMs: null,
          battle: null,
        },
        ...{ entered: 10_000, onCourse: 10_000 - finished, inFence: 3, arriving: 12, finished },
        unnamed: rolls.at(-1)?.waiting ?? 0,
        finishes: fresh.map(({ id, agoMs }) => ({
          id,
          agoMs,
          place: id + 1,
          category: '',
          categoryPlace: 9,
        })),
      }
      const direction = direct(directions.at(-1) ?? null, sight)
      const isNews = direction.news !== null
      const isOn = direction.scene === 'finishers'
      directions.push(direction)
      const about = isOn && isNews ? direction.about : null
      rolls.push(roll(rolls.at(-1) ?? null, { now, arrived, isShown: isOn && !isNews, about }))
    }
    return { directions, rolls }
  }

  it('names everybody, long enough to be read and soon, and shows other things in between', () => {
    const { directions, rolls } = screened()
    const [shownFor, first] = [new Map<number, number>(), new Map<number, number>()]
    for (const [i, { page }] of rolls.entries()) {
      const { scene, news, about } = directions[i]!
      const ids = scene === 'finishers' && news !== null && about !== null ? [about] : page
      for (const id of ids) {
        shownFor.set(id, (shownFor.get(id) ?? 0) + 1)
        if (!first.has(id)) first.set(id, from + i)
      }
    }
    expect(shownFor.size).toBe(10_000)
    expect(Math.min(...shownFor.values())).toBeGreaterThanOrEqual(leastDwellMs / 1000)
    const waits = finishes.map((at, id) => first.get(id)! - at)
    expect(Math.max(...waits)).toBeLessThan(180)

    // The first three are told one after the other.
    const scenes = directions
      .filter(({ about }) => about === null)
      .filter(({ since }, i, all) => since !== all[i - 1]?.since)
      .map(({ scene }) => scene)
    for (const [i, scene] of scenes.entries()) if (i > 0) expect(scene).not.toBe(scenes[i - 1])
    expect(new Set(scenes).size).toBeGreaterThan(5)
  })
})

/** The quantile of the triangular distribution from -1 to 1. */
function peaked(share: number): number {
  return share < 0.5 ? Math.sqrt(2 * share) - 1 : 1 - Math.sqrt(2 * (1 - share))
}
