import type { BoardRow } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import type { Picture } from '../../race/picture.ts'
import { boardRow } from '../../testing/board-row.ts'
import { entry, raceInfo } from '../../testing/race.ts'
import { sightOf } from './sight.ts'

const raceMs = 1_200_000
const options = { battle: null, arriving: 2, unnamed: 1, stale: false }

/** Who is in so many seconds ago, and who still runs. */
function picture(
  finishedAgo: readonly [s: number, category: string][],
  running: readonly BoardRow[],
): Picture {
  const finished = finishedAgo.map(([s, category], i) =>
    boardRow(i + 1, { finished: true, raceMs: raceMs - s * 1000, entry: entry(i + 1, { category }) }),
  )
  return {
    race: raceInfo(),
    ...{ raceMs, wallMs: 1_000_000_000 + raceMs, phase: 'running', stopped: false },
    board: [...finished, ...running],
    onCourse: [...running],
    inFence: [],
    finishers: finished.toReversed().map((row) => ({ row, at: row.raceMs })),
    withdrawn: 0,
    facts: new Map(),
    lag: { measuredAt: null, publishedAt: null, pollStart: 0, pollEnd: 0, sentAt: 0 },
  }
}

describe('what there is to be seen', () => {
  it('is how many there are of everything, and how long the leader still needs', () => {
    const running = [boardRow(1, { toGoCm: 50_000, currentPace: 240 }), boardRow(2)]
    expect(sightOf(picture([], running), options)).toMatchObject({
      ...{ entered: 2, onCourse: 2, finished: 0, arriving: 2, unnamed: 1, untilGunMs: 0, finishes: [] },
      leaderToGoMs: 120_000,
    })
  })

  it.each([
    ['400 m of a long course', 40_000, 460_000, true],
    ['less of it', 39_900, 460_100, false],
    ['a tenth of a short one', 6_000, 54_000, true],
  ])('is in order once the first has come %s', (_, cm, toGoCm, apart) => {
    expect(sightOf(picture([], [boardRow(1, { cm, toGoCm })]), options).apart).toBe(apart)
  })

  it('has no leader on the way once somebody is in', () => {
    expect(sightOf(picture([[90, '']], [boardRow(2)]), options).leaderToGoMs).toBeNull()
  })

  it('are the finishes of the last half minute, the first first, with their place in their category', () => {
    const seen = sightOf(
      picture(
        [
          [100, 'M'],
          [31, 'F'],
          [20, 'M'],
          [5, 'F'],
          [1, 'V'],
        ],
        [],
      ),
      options,
    )
    expect(seen.finishes.map(({ id, place, categoryPlace }) => [id, place, categoryPlace])).toEqual([
      [3, 3, 2],
      [4, 4, 2],
      [5, 5, 1],
    ])
  })

  it('has no winner while somebody of a later wave may still be faster, of all or of the category', () => {
    const later = boardRow(9, { raceMs: raceMs - 25_000, entry: entry(9, { category: 'F', wave: 'B' }) })
    const { finishes } = sightOf(
      picture(
        [
          [20, 'M'],
          [10, 'F'],
        ],
        [later],
      ),
      options,
    )
    expect(finishes.map(({ place, categoryPlace }) => [place, categoryPlace])).toEqual([
      [0, 1],
      [0, 0],
    ])
    const same = { ...later, raceMs }
    expect(sightOf(picture([[20, 'M']], [same]), options).finishes[0]).toMatchObject({ place: 1 })
  })

  it('are no finishes after the race: nothing breaks into its results', () => {
    const over = { ...picture([[1, 'M']], []), phase: 'finished' as const }
    expect(sightOf(over, options).finishes).toEqual([])
  })
})
