import type { BoardRow } from '@racecast/gateway/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { messages as german } from '#messages/de/index.ts'
import { messages as english } from '#messages/en/index.ts'
import { entry, raceInfo } from '../testing/race.ts'
import { sayIn } from '../words/say.ts'
import { Narrator } from './narration.ts'
import type { Picture } from './picture.ts'

const start = 1_000_000_000

interface Runner {
  id: number
  cm: number
  finished?: boolean
  out?: boolean
  silentMs?: number
  splits?: number[]
}

function rowOf(
  { id, cm, finished = false, out = false, silentMs = 0 }: Runner,
  position: number,
  raceMs: number,
): BoardRow {
  return {
    position,
    entry: entry(id, { name: ['', 'Ann', 'Ben', 'Cem'][id]!, standing: out ? 'DNF' : 'entered' }),
    slot: id,
    cm,
    toGoCm: 0,
    raceMs,
    placedMs: raceMs,
    averagePace: null,
    currentPace: null,
    gapMs: null,
    finished,
    fenceSince: null,
    fenceMs: 0,
    certainty: silentMs > 0 ? 'frozen' : 'known',
    ageMs: silentMs,
  }
}

/** The picture at `s` seconds of the race, with `runners` in the order of the board. */
function picture(s: number, runners: Runner[], phase: Picture['phase'] = 'running'): Picture {
  const raceMs = s * 1000
  const board = runners.map((runner, i) => rowOf(runner, i + 1, raceMs))
  return {
    race: raceInfo(),
    wallMs: start + raceMs,
    raceMs,
    phase,
    stopped: false,
    board,
    onCourse: board.filter((row) => !row.finished),
    inFence: [],
    finishers: board.filter((row) => row.finished).map((row) => ({ row, at: row.raceMs })),
    withdrawn: 0,
    lag: { measuredAt: null, publishedAt: null, pollStart: 0, pollEnd: 0, sentAt: 0 },
    facts: new Map(runners.map(({ id, splits = [] }) => [id, { id, splits }])),
  }
}

/** Everything that is told of `pictures`, with the second of the race; Ann (bib 1) is followed. */
function told(pictures: Picture[]): [s: number, text: string][] {
  const narrator = new Narrator()
  return pictures.flatMap((one): [number, string][] => {
    const text = narrator.next(one, ['1'])
    return text === null ? [] : [[one.raceMs / 1000, text]]
  })
}

/** A picture each second from `from` on, for `count` seconds. */
const seconds = (from: number, count: number, at: (s: number) => Runner[]) =>
  Array.from({ length: count }, (_, i) => picture(from + i, at(from + i)))

describe('the race in sentences', () => {
  afterEach(() => sayIn('en', english))

  it('tells of who comes by my spot, once', () => {
    const narrator = new Narrator()
    const said = seconds(600, 20, (s) => [{ id: 1, cm: 140_000 + (s - 600) * 1000, splits: [400_000] }]).map(
      (one) => narrator.next(one, ['1'], [145_500]),
    )
    expect(said.filter((text) => text !== null)).toEqual([
      'Ann leads at 1.40 km.',
      'Ann passes your spot after 10 min 3 s.',
    ])
  })

  const ann = { id: 1, cm: 90_000 }
  const ben = { id: 2, cm: 80_000 }

  it('say who leads, once', () => {
    expect(told(seconds(200, 60, () => [ben, ann]))).toEqual([[200, 'Ben leads at 800 m.']])
  })

  it('are at most one in ten seconds, those of the followed first, and none of them old', () => {
    const pictures = seconds(200, 25, (s) => {
      const annNow = s >= 202 ? { ...ann, cm: 100_100, splits: [201_500] } : ann
      return s < 202 ? [ben, annNow] : s < 203 ? [annNow, ben] : [{ id: 3, cm: 101_000 }, annNow, ben]
    })
    expect(told(pictures)).toEqual([
      [200, 'Ben leads at 800 m.'],
      [210, 'Ann passes 1 km after 3 min 21 s, position 1.'],
      [220, 'Ann drops to position 2.'],
    ])
  })

  it('say the place of a followed one where it has changed for good', () => {
    const pictures = seconds(200, 40, (s) => (s > 203 && s < 206 ? [ann, ben] : [ben, ann]))
    expect(told(pictures).filter(([, text]) => text.includes('Ann'))).toEqual([])
  })

  it('say who wins, and when a followed one is in', () => {
    const pictures = seconds(200, 40, (s) => [
      { ...ben, finished: s >= 205 },
      { ...ann, finished: s >= 215 },
    ])
    expect(told(pictures)).toEqual([
      [200, 'Ben leads at 800 m.'],
      [210, 'Ben is the first to finish, in 3 min 25 s.'],
      [220, 'Ann has finished in 3 min 35 s, position 2.'],
    ])
  })

  it('say that a signal is lost and is back, and who gives up', () => {
    const pictures = seconds(200, 60, (s) => [
      ben,
      { ...ann, silentMs: s >= 212 && s < 230 ? 4000 : 0, out: s >= 245 },
    ])
    expect(told(pictures).slice(1)).toEqual([
      [212, 'No signal from Ann for 4 s.'],
      [230, 'There is a signal from Ann again.'],
      [245, 'Ann is out of the race.'],
    ])
  })

  it('say nothing of what lies between two moments when somebody goes back or ahead', () => {
    const pictures = [
      ...seconds(200, 3, () => [ben, ann]),
      ...seconds(900, 3, () => [ann, { ...ben, finished: false }]),
      ...seconds(100, 3, () => [ben, ann]),
    ]
    expect(told(pictures)).toEqual([
      [200, 'Ben leads at 800 m.'],
      [900, 'Ann leads at 900 m.'],
      [100, 'Ben leads at 800 m.'],
    ])
  })

  it('say that the race begins, stands and is over', () => {
    const runners = [{ id: 1, cm: 0 }]
    const phases = [
      picture(-1, runners, 'scheduled'),
      picture(0, runners),
      picture(10, runners, 'paused'),
      picture(21, runners),
      picture(31, runners, 'finished'),
    ]
    expect(told(phases).map(([, text]) => text)).toEqual([
      'The race has started.',
      'The race is paused.',
      'The race is over.',
    ])
  })

  it('are in the language of the page', () => {
    sayIn('de', german)
    expect(told(seconds(200, 1, () => [ben, ann]))).toEqual([[200, 'Ben führt bei 800 m.']])
  })
})
