import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boardRow } from '../../testing/board-row.ts'
import { type Direction, direct, leastDwellMs } from './director.ts'
import { burst, homeStraightMs } from './news.ts'
import { type SceneName, sceneRules } from './scenes.ts'
import type { Finish, Sight } from './sight.ts'

const start = 1_000_000_000

/** A race with a hundred on the course and nothing else to be seen. */
function sight(changes: Partial<Sight> = {}): Sight {
  return {
    now: start,
    phase: 'running',
    untilGunMs: 0,
    stale: false,
    apart: true,
    entered: 100,
    onCourse: 100,
    inFence: 0,
    finished: 0,
    unnamed: 0,
    leaderToGoMs: 600_000,
    battle: null,
    arriving: 0,
    finishes: [],
    ...changes,
  }
}

const battle = (position: number) => ({
  ahead: boardRow(position),
  behind: boardRow(position + 1),
  gapMs: 1500,
})
const finish = (id: number, changes: Partial<Finish> = {}): Finish => ({
  ...{ id, agoMs: 500, place: id, category: 'M40', categoryPlace: id },
  ...changes,
})

type Seen = (s: number, before: Direction | null) => Partial<Sight>

/** Every second of `seconds`. */
function run(seconds: number, seen: Seen, from: Direction | null = null): Direction[] {
  const all: Direction[] = []
  let last = from
  for (let s = 0; s < seconds; s++) {
    last = direct(last, sight({ now: start + s * 1000, ...seen(s, last) }))
    all.push(last)
  }
  return all
}

/** Each scene once for each time that it begins, with how long it stayed, s. */
function programme(directions: readonly Direction[]): [SceneName, number][] {
  const scenes: [SceneName, number][] = []
  let since: number | null = null
  for (const direction of directions) {
    if (direction.since !== since) scenes.push([direction.scene, 0])
    scenes.at(-1)![1]++
    since = direction.since
  }
  return scenes
}
const scenesOf = (directions: readonly Direction[]) => programme(directions).map(([scene]) => scene)

describe('the programme of the big screen', () => {
  it.each<[string, Partial<Sight>, [SceneName, number][]]>([
    [
      'shows leader, field and board in turn in a race where nothing happens',
      {},
      [
        ['leader', 14],
        ['field', 14],
        ['standings', 12],
        ['leader', 14],
        ['field', 14],
        ['standings', 12],
      ],
    ],
    [
      'stays with the whole field until the start has drawn it apart: whoever stood in front leads nobody yet',
      { apart: false, inFence: 3 },
      [
        ['field', 14],
        ['fence', 10],
        ['field', 14],
      ],
    ],
    [
      'begins with a battle for the lead, and comes back to it before it comes back to the leader',
      { battle: battle(1), inFence: 3 },
      [
        ['battle', 16],
        ['leader', 14],
        ['field', 14],
        ['standings', 12],
        ['fence', 10],
        ['battle', 16],
        ['leader', 14],
      ],
    ],
    [
      'is about the finish once the first are in',
      { finished: 30, onCourse: 70, arriving: 8, leaderToGoMs: null },
      [
        ['arrivals', 14],
        ['finishLine', 14],
        ['field', 14],
        ['standings', 12],
        ['arrivals', 14],
        ['finishLine', 14],
        ['field', 14],
      ],
    ],
    [
      'has those who are in between others while nobody comes',
      { finished: 30, onCourse: 70, leaderToGoMs: null },
      [
        ['field', 14],
        ['standings', 12],
        ['finishers', 10],
        ['field', 14],
        ['standings', 12],
        ['field', 14],
        ['finishers', 10],
      ],
    ],
    [
      'counts down before the start, with a look at the start list, page after page',
      { phase: 'scheduled', untilGunMs: 600_000 },
      [
        ['countdown', 20],
        ['startList', 40],
        ['countdown', 20],
      ],
    ],
    ['only counts down in the last minute', { phase: 'scheduled', untilGunMs: 50_000 }, [['countdown', 100]]],
    [
      'is what stands still while the race is paused',
      { phase: 'paused', battle: battle(1), inFence: 5 },
      [
        ['field', 14],
        ['standings', 12],
        ['field', 14],
      ],
    ],
    [
      'is what stands still while the picture is not current',
      { stale: true, battle: battle(1), inFence: 5, arriving: 5 },
      [
        ['field', 14],
        ['standings', 12],
        ['field', 14],
      ],
    ],
    [
      'rolls through the results after the race',
      { phase: 'finished', finished: 50, onCourse: 0 },
      [
        ['podium', 14],
        ['results', 30],
        ['podium', 14],
      ],
    ],
    ['waits on the map of the course where nobody is entered', { entered: 0, onCourse: 0 }, [['field', 40]]],
  ])('%s', (_, seen, expected) => {
    const seconds = expected.reduce((sum, [, s]) => sum + s, 0)
    expect(programme(run(seconds, () => seen))).toEqual(expected)
  })

  it('shows what is worth more more often', () => {
    const scenes = scenesOf(run(3600, () => ({ battle: battle(1), inFence: 3 })))
    const times = (wanted: SceneName) => scenes.filter((scene) => scene === wanted).length
    expect(times('battle')).toBeGreaterThan(1.5 * times('fence'))
    expect(times('leader')).toBeGreaterThan(times('standings'))
    expect(times('fence')).toBeGreaterThan(20)
  })

  it('is the same for the same race', () => {
    const seen: Seen = (s) => ({ battle: s % 50 < 30 ? battle(2) : null, inFence: s % 7 })
    expect(run(300, seen)).toEqual(run(300, seen))
  })

  it('never shows the same twice in a row while something else is to be seen, and nothing for a blink', () => {
    const changing = fc.array(
      fc.record({
        battle: fc.option(fc.integer({ min: 1, max: 9 }).map(battle)),
        inFence: fc.nat(3),
        arriving: fc.nat(3),
        finished: fc.nat(3),
        unnamed: fc.nat(60),
        stale: fc.boolean(),
      }),
      { minLength: 4, maxLength: 30 },
    )
    fc.assert(
      fc.property(changing, (periods) => {
        const shown = run(periods.length * 7, (s) => periods[Math.floor(s / 7)]!)
        const scenes = programme(shown)
        for (const [i, [scene, seconds]] of scenes.entries()) {
          if (i > 0) expect(scene).not.toBe(scenes[i - 1]![0])
          if (i + 1 < scenes.length) expect(seconds * 1000).toBeGreaterThanOrEqual(leastDwellMs)
        }
      }),
    )
  })

  it('tells every round of a race that is run again and again', () => {
    const round: Seen = (s) =>
      s % 100 < 10
        ? { phase: 'scheduled', untilGunMs: 5000 }
        : s % 100 === 40
          ? { finished: 1, leaderToGoMs: null, finishes: [finish(1)] }
          : {}
    const won = run(300, round).filter(
      ({ news }, i, all) => news === 'winner' && all[i - 1]?.news !== 'winner',
    )
    expect(won.length).toBe(3)
  })

  it('stays with the names of who comes in while there are more, and for a minute at most', () => {
    const crowd: Partial<Sight> = {
      finished: 500,
      onCourse: 50,
      leaderToGoMs: null,
      arriving: 9,
      unnamed: 80,
    }
    const shown = programme(run(200, () => crowd))
    expect(shown.filter(([scene]) => scene === 'finishers').map(([, s]) => s)).toContain(60)
    expect(new Set(shown.map(([scene]) => scene)).size).toBeGreaterThan(2)
  })

  it('leaves what has nothing left to show, after four seconds at least', () => {
    const shown = run(30, (s) => ({ battle: s < 2 ? battle(1) : null }))
    expect(programme(shown).slice(0, 2)).toEqual([
      ['battle', 4],
      ['leader', 14],
    ])
  })

  it('goes to the race with the gun, and to the results with its end', () => {
    const shown = run(60, (s) =>
      s < 5 ? { phase: 'scheduled', untilGunMs: 1 } : s < 20 ? {} : { phase: 'finished', finished: 9 },
    )
    expect(programme(shown).slice(0, 3)).toEqual([
      ['countdown', 5],
      ['leader', 14],
      ['field', 1],
    ])
    expect(shown[20]!.scene).toBe('podium')
  })

  it('goes on with a list at the page where it was left', () => {
    const shown = run(150, () => ({ phase: 'finished', finished: 130, onCourse: 0 }))
    const pages = shown.filter(({ scene }) => scene === 'results').map(({ page }) => page)
    expect([...new Set(pages)]).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(pages.slice(0, 11)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
  })

  it('begins again when its clock goes back: a corrected gun, another race', () => {
    const [last] = run(1, () => ({}))
    const again = direct({ ...last!, since: start + 60_000 }, sight({ now: start }))
    expect(again).toMatchObject({ scene: 'leader', since: start })
  })

  it('jumps to the present after it was not looked at for hours', () => {
    const [last] = run(1, () => ({}))
    const later = direct(last!, sight({ now: start + 7_200_000 }))
    expect(later).toMatchObject({ scene: 'field', since: start + 7_200_000 })
  })
})

describe('what breaks into the programme', () => {
  const won: Partial<Sight> = { finished: 1, leaderToGoMs: null, finishes: [finish(1)] }
  const five = [1, 2, 3, 4, 5].map((i) => finish(i + 20, { categoryPlace: 9 }))

  it.each<[string, Seen, SceneName, number, string, number | null]>([
    ['the winner, at once', (s) => (s >= 3 ? won : {}), 'finishers', 3, 'winner', 1],
    [
      'the first of a category, once what is shown has been seen',
      (s) => ({ finished: 9, finishes: s < 3 ? [] : [finish(9, { category: 'F50', categoryPlace: 1 })] }),
      ...(['finishers', 6, 'firstOfCategory', 9] as const),
    ],
    [
      'the leader on the home straight',
      (s) => ({ leaderToGoMs: homeStraightMs + 2000 - s * 1000 }),
      ...(['arrivals', 4, 'homeStraight', null] as const),
    ],
    [
      'the third, who is more than the first of a category',
      (s) => ({ finished: 3, finishes: s < 3 ? [] : [finish(3, { category: 'F50', categoryPlace: 1 })] }),
      ...(['finishers', 6, 'placed', 3] as const),
    ],
    [
      'a burst of finishers',
      (s) => (s >= 8 ? { finished: 30, arriving: 9, finishes: five } : { finished: 25, arriving: 0 }),
      ...(['finishLine', 8, 'burst', null] as const),
    ],
  ])('is %s', (_, seen, scene, at, news, about) => {
    const shown = run(12, seen)
    const cut = shown.findIndex((direction) => direction.news !== null)
    expect(shown[cut]).toMatchObject({ scene, news, about })
    expect(cut).toBe(at)
  })

  it('is told once, however long it is to be seen', () => {
    const shown = run(120, () => won)
    expect(programme(shown).filter(([scene]) => scene === 'finishers')[0]).toEqual(['finishers', 16])
    expect(new Set(shown.filter(({ news }) => news === 'winner').map(({ since }) => since)).size).toBe(1)
  })

  it('is not cut by what is less important, which has its turn afterwards', () => {
    const two = [finish(1), finish(4, { category: 'F50', categoryPlace: 1 })]
    const shown = run(40, (s) => (s < 2 ? {} : { finished: 2, leaderToGoMs: null, finishes: two }))
    const told = shown.map(({ news, about }) => `${news} ${about}`)
    expect(told.filter((text, i) => text !== told[i - 1])).toEqual([
      'null null',
      'winner 1',
      'firstOfCategory 4',
      'null null',
    ])
  })

  it('is the winner also in the middle of the home straight', () => {
    const shown = run(20, (s) => (s < 10 ? { leaderToGoMs: 9000 } : won))
    expect(scenesOf(shown)).toEqual(['arrivals', 'finishers'])
    expect(shown[10]!.news).toBe('winner')
  })

  it('is not old news: what has waited for too long is left out', () => {
    const burstThen: Seen = (s) => ({
      ...{ finished: 9, arriving: 0, leaderToGoMs: null },
      finishes: s === 3 ? [finish(1), ...five] : [],
    })
    const shown = run(40, burstThen)
    expect(shown.some(({ news }) => news === 'winner')).toBe(true)
    expect(shown.some(({ news }) => news === 'burst')).toBe(false)
  })

  it('goes on to the next of the first three without a pause, and not from one category to the next', () => {
    const finishes = [
      ...[finish(1), finish(2), finish(3)],
      ...['F40', 'F50'].map((category, i) => finish(20 + i, { category, categoryPlace: 1 })),
    ]
    // Those of the categories come in when the first three have been told.
    const shown = run(100, (s) => ({
      ...{ finished: 30, leaderToGoMs: null, arriving: 9 },
      finishes: s < 5 ? [] : s < 30 ? finishes.slice(0, 3) : s < 45 ? finishes.slice(0, 4) : finishes,
    }))
    const told = shown.map(({ news, about }) => `${news} ${about}`)
    const begun = told.flatMap((text, s) => (text !== told[s - 1] ? [[text, s] as const] : []))
    const at = Object.fromEntries(begun.filter(([text]) => !text.startsWith('null')))
    expect(Object.keys(at)).toEqual([
      'winner 1',
      'placed 2',
      'placed 3',
      'firstOfCategory 20',
      'firstOfCategory 21',
    ])
    expect(at['placed 3']! - at['placed 2']!).toBe(8)
    expect(at['firstOfCategory 21']! - at['firstOfCategory 20']!).toBeGreaterThanOrEqual(30)
  })

  it('of one person takes no turn from all the others who came in', () => {
    const first = (s: number) => [finish(s, { category: `M${s}`, categoryPlace: 1 })]
    const shown = run(150, (s) => ({
      ...{ finished: 40, leaderToGoMs: null, arriving: 9, unnamed: 10 },
      finishes: s % 35 === 10 ? first(s) : [],
    }))
    const named = shown.filter(({ scene, news }) => scene === 'finishers' && news === null)
    expect(new Set(named.map(({ since }) => since)).size).toBeGreaterThanOrEqual(2)
    expect(shown.some(({ news }) => news === 'firstOfCategory')).toBe(true)
  })

  it('has a burst again only after a while', () => {
    const shown = run(burst.restMs / 1000 + 60, () => ({ finished: 40, finishes: five, inFence: 2 }))
    const begun = new Set(shown.filter(({ news }) => news === 'burst').map(({ since }) => since))
    expect(begun.size).toBe(2)
  })

  it('is nothing while the picture is not current', () => {
    expect(run(30, () => ({ ...won, stale: true })).some(({ news }) => news !== null)).toBe(false)
  })
})

describe('the rules of the scenes', () => {
  it('have something for every phase, whatever there is to be seen', () => {
    for (const phase of ['scheduled', 'running', 'paused', 'finished'] as const)
      for (const stale of [true, false]) {
        const { scene } = direct(null, sight({ phase, stale, entered: 0, onCourse: 0, finished: 0 }))
        expect(sceneRules.find((rule) => rule.scene === scene)!.phases).toContain(phase)
      }
  })
})
